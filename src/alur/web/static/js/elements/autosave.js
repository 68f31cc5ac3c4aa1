// On a phone a field saves when it is left: beside the button, which goes on working. What is refused says why beside
// itself and keeps what was typed, and holds back none of the other fields.
import { token } from "alur/elements/sending.js";

const HOLDER = ".field, fieldset";
// They carry the nonce of another answer: what is read here is never drawn with them.
const STYLES = /<style[\s\S]*?<\/style>/g;
const kept = new WeakMap();
const waiting = new WeakMap();
// What was left while there was no connection: it is saved as soon as there is one again.
const unsent = new Map();
let isChoosing = false;

for (const form of document.querySelectorAll("form[data-autosave]")) kept.set(form, new FormData(form));

// Who presses a name in a list of suggestions leaves the field too: what is saved then is the choice.
document.addEventListener("pointerdown", (event) => {
  isChoosing = Boolean(event.target.closest("[data-choose], [data-region]"));
});

document.addEventListener("change", (event) => {
  const field = event.target;
  const { form } = field;
  if (!kept.has(form) || field.type === "file" || !matchMedia("(max-width: 720px)").matches) return;
  if (isChoosing && event.isTrusted) {
    isChoosing = false;
    return;
  }
  if (navigator.onLine && !("kept" in document.body.dataset)) save(form, field);
  else hold(form, field);
});

window.addEventListener("online", () => {
  if (!("kept" in document.body.dataset)) for (const [form, field] of unsent) save(form, field);
});

// Whoever goes on before that is asked first.
window.addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

function hold(form, field) {
  unsent.set(form, field);
  say({ message: document.getElementById("offline")?.dataset.unsent, error: true });
}

function save(form, field) {
  const typed = soon(() => new FormData(form));
  // One after the other: each answer brings the version that the next one builds upon.
  const sending = Promise.all([typed, waiting.get(form)?.save]).then(([sent]) => send(form, field, sent));
  const mine = { save: sending.finally(() => waiting.get(form) === mine && waiting.delete(form)) };
  waiting.set(form, mine);
}

// The button, pressed while its form is on its way already: one write, not two.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const mine = waiting.get(form);
    if (!mine) return;
    event.preventDefault();
    mine.save.then(() => form.querySelector("[aria-invalid=true]")?.focus());
  },
  { capture: true },
);

// After the others have heard that the field was left: "2,5jt" is a figure by then.
function soon(make) {
  return new Promise((resolve) => setTimeout(() => resolve(make())));
}

async function send(form, field, sent) {
  if (!form.isConnected) return;
  for (const holder of form.querySelectorAll("[data-refused]"))
    if (!holder.contains(field)) withhold(form, holder, sent);
  if (form.elements.version) sent.set("version", form.elements.version.value);
  sent.set("once", crypto.randomUUID().slice(0, 16));
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: sent,
      headers: { "X-CSRFToken": token() },
      keepalive: true,
    });
    unsent.delete(form);
    const text = (await answer.text()).replace(STYLES, "");
    const page = new DOMParser().parseFromString(text, "text/html");
    const other = page.querySelector(`form[data-autosave="${form.dataset.autosave}"]`);
    // Saved, and no longer theirs to see.
    if (answer.redirected && answer.status === 404) location.assign(answer.url);
    else if (answer.ok && other) take(form, other, page, sent);
    else if ([409, 422].includes(answer.status) && other) refuse(form, other, page);
    else say({ message: document.body.dataset.undoFailed, error: true });
  } catch {
    hold(form, field);
  }
}

function withhold(form, holder, sent) {
  for (const name of new Set([...holder.querySelectorAll("[name]")].map((one) => one.name))) {
    sent.delete(name);
    for (const value of kept.get(form).getAll(name)) sent.append(name, value);
  }
}

function take(form, other, page, sent) {
  kept.set(form, sent);
  for (const holder of form.querySelectorAll("[data-refused]")) {
    if ([...holder.querySelectorAll("[name]")].every((one) => sent.getAll(one.name).includes(one.value))) clear(holder);
  }
  // As it was read: a number is grouped, a list of tags is in order.
  for (const field of form.elements) {
    const theirs = field.name && other.elements[field.name];
    if (field.name === "version") field.value = theirs.value;
    if (!theirs?.value || !/^(text|tel|textarea)/.test(field.type) || field === document.activeElement) continue;
    if (field.value === sent.get(field.name)) field.value = theirs.value;
  }
  for (const part of document.querySelectorAll("[data-follows]")) {
    const anew = page.querySelector(`[data-follows="${part.dataset.follows}"]`);
    const isBusy = part.contains(document.activeElement) || part.matches("[data-refused]");
    if (!anew || isBusy) continue;
    part.replaceWith(anew);
    window.htmx.process(anew);
  }
  const toast = page.querySelector("alur-toast:not([hidden])");
  const operation = /operations\/(\d+)\//.exec(toast?.querySelector("form")?.action ?? "")?.[1];
  if (toast) say({ message: toast.querySelector("span").textContent, operation });
}

function refuse(form, other, page) {
  // "Saved" of the field before would belie what is refused now.
  document.querySelector("alur-toast").hidden = true;
  const sentences = [...other.querySelectorAll(".field__err")];
  for (const sentence of sentences) {
    const name = sentence.closest(HOLDER)?.querySelector("[name]")?.name;
    const field = [...form.elements].find((one) => one.name === name);
    const holder = field?.closest(HOLDER);
    if (!holder) continue;
    clear(holder);
    holder.dataset.refused = "";
    sentence.setAttribute("role", "alert");
    holder.append(sentence);
    for (const one of holder.querySelectorAll("[name]")) {
      one.setAttribute("aria-invalid", "true");
      one.setAttribute("aria-describedby", sentence.id);
    }
  }
  const whole = page.querySelector(".form-error")?.firstChild?.textContent.trim();
  if (!sentences.length) say({ message: whole || document.body.dataset.undoFailed, error: true });
}

function clear(holder) {
  delete holder.dataset.refused;
  holder.querySelector(".field__err")?.remove();
  for (const one of holder.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
}

function say(detail) {
  document.body.dispatchEvent(new CustomEvent("alur:toast", { detail }));
}
