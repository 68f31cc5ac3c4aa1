// Small helps while typing: known companies, full figures of money, forms that send themselves.
import { isOnItsWay } from "alur/elements/keyed.js";

const UNITS = {
  rb: 1e3,
  ribu: 1e3,
  k: 1e3,
  thousand: 1e3,
  jt: 1e6,
  juta: 1e6,
  mn: 1e6,
  million: 1e6,
  miliar: 1e9,
  milyar: 1e9,
  bn: 1e9,
  billion: 1e9,
  triliun: 1e12,
  tn: 1e12,
  trillion: 1e12,
};

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choose]");
  if (!choice) return;
  const form = choice.closest("form");
  form.elements.organization.value = choice.dataset.choose;
  form.elements.company.value = choice.dataset.name;
  choice.closest("[data-found]").replaceChildren();
  form.elements.company.dispatchEvent(new Event("change", { bubbles: true }));
  (form.elements.title ?? form.elements.company).focus();
});

// "2,5jt" becomes 2.500.000 as soon as the field is left; what cannot be read stays, for the server to explain.
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-money]")) return;
  const match = /^(?:rp\s*)?([\d.,]+)\s*([a-z]+)$/i.exec(field.value.trim());
  const unit = UNITS[match?.[2].toLowerCase()];
  if (!unit) return;
  const isIndonesian = document.documentElement.lang === "id";
  // In English "12,5jt" is no number: read as groups it would be ten times too much.
  const plain = isIndonesian ? match[1].replace(/[.,]/g, (sign) => (sign === "." ? "," : ".")) : match[1];
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(plain)) return;
  const number = plain.replaceAll(",", "");
  const amount = Math.round(Number(number) * unit);
  if (Number.isSafeInteger(amount)) field.value = amount.toLocaleString(isIndonesian ? "id-ID" : "en-US");
});

// "Visit" or "Note down" at the head of a record: its form is ready for that, the words are wanted next. Who called or
// wrote by the head's link notes down a call or a message when they are back.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-kind], a[href='#catat']");
  const words = link && document.getElementById("catat");
  if (!words) return;
  const kind = link.dataset.kind;
  const choice = kind && words.form.querySelector(`[name=kind][value="${CSS.escape(kind)}"]`);
  if (choice) choice.checked = true;
  if (link.hash !== "#catat") return;
  event.preventDefault();
  words.focus();
});

// A date field that lies unseen over its words opens wherever it is pressed.
document.addEventListener("click", (event) => {
  if (event.target.matches("[data-picker]")) event.target.showPicker?.();
});

let unsent = null; // a field that keys have changed, and that nobody has sent yet

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-submit-on-change]")) return;
  if (isOnItsWay(target)) unsent = target;
  else target.form.requestSubmit();
});

document.addEventListener("submit", () => {
  unsent = null;
});

document.addEventListener("focusout", ({ target }) => {
  if (target === unsent) target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    [...(form?.elements ?? [])].find((one) => one.matches("[data-save]"))?.click();
  }
});

// A region is chosen from the list; typing on afterwards takes the choice back.
document.addEventListener("click", (event) => {
  const region = event.target.closest("[data-region]");
  if (!region) return;
  const form = region.closest("form");
  form.elements.region.value = region.dataset.name;
  form.elements.region_code.value = region.dataset.region;
  region.closest("[data-found]").replaceChildren();
  form.elements.region.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("input", (event) => {
  const cleared = event.target.dataset?.clears;
  if (cleared) event.target.form.elements[cleared].value = "";
});

// A search beside a form that is being filled in takes along what was typed there.
document.addEventListener("submit", (event) => {
  for (const one of event.target.querySelectorAll("[data-same-as]"))
    one.value = document.getElementById(one.dataset.sameAs)?.value ?? one.value;
});

// What was clipped to a note is named beside the clip.
document.addEventListener("change", (event) => {
  const label = event.target.closest?.(".clip")?.querySelector("[data-clip]");
  if (!label) return;
  const { files } = event.target;
  label.dataset.empty ??= label.textContent;
  if (!files.length) label.textContent = label.dataset.empty;
  else label.textContent = files.length === 1 ? files[0].name : label.dataset.many.replace("{count}", files.length);
});
