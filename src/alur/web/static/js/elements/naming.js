// Names of colleagues are offered after an @. The field keeps the focus, the choice moves; what is put in is the whole
// name, as whoever reads the text for names understands it.
const MOST = 6;
const SOUGHT = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_][^\n@]{0,40})?$/u;
const offered = new Map();
let open = null;
let refused = -1;

document.addEventListener("input", (event) => event.target.dataset?.names && look(event.target));
document.addEventListener("focusout", (event) => event.target === open?.field && close());
document.addEventListener("keydown", onKey, { capture: true });
for (const change of ["resize", "scroll"]) {
  window.addEventListener(change, place, { capture: true });
  window.visualViewport?.addEventListener(change, place);
}

async function look(field) {
  const before = field.value.slice(0, field.selectionStart);
  const sought = SOUGHT.exec(before);
  const start = sought ? before.lastIndexOf("@") : -1;
  if (start !== refused) refused = -1;
  if (!sought || start === refused) return close();
  const names = await namesFor(field.dataset.names);
  // Only what still holds when the names are there.
  if (!names || field.value.slice(0, field.selectionStart) !== before || document.activeElement !== field) return;
  show(field, start, sought[1] ?? "", names);
}

async function namesFor(address) {
  if (!offered.has(address)) offered.set(address, load(address));
  const names = await offered.get(address);
  if (!names) offered.delete(address); // without a connection: asked again at the next letter
  return names;
}

async function load(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[role=listbox]");
  } catch {
    return null;
  }
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function show(field, start, typed, names) {
  const fits = [...names.children].filter((one) => ` ${fold(one.dataset.name)}`.includes(` ${fold(typed)}`));
  if (!fits.length) return close();
  if (open?.field !== field) begin(field, names);
  open.start = start;
  open.list.replaceChildren(...fits.slice(0, MOST).map((one) => one.cloneNode(true)));
  for (const [place, option] of options().entries()) option.id = `name-${place}`;
  // After a blank the name may be over: Enter is a new line then, until an arrow chooses.
  choose(typed.endsWith(" ") ? null : options()[0]);
  place();
  open.status.textContent = names.dataset.count.replace("{count}", fits.length);
}

function begin(field, names) {
  close();
  const list = names.cloneNode(false);
  Object.assign(list, { className: "names", id: "names", popover: "manual" });
  // What is pressed must not take the focus from the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  const status = document.createElement("span");
  status.className = "vh";
  status.setAttribute("role", "status");
  field.after(list, status); // beside the field: all else is out of reach while a dialog is open
  list.showPopover();
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", list.id);
  open = { field, list, status, start: 0 };
}

function close() {
  if (!open) return;
  const { field, list, status } = open;
  open = null;
  list.remove();
  status.remove();
  for (const name of ["autocomplete", "haspopup", "controls", "activedescendant"])
    field.removeAttribute(`aria-${name}`);
}

function options() {
  return [...open.list.children];
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) open.field.setAttribute("aria-activedescendant", option.id);
  else open.field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function take(option) {
  const { field, start } = open;
  field.setRangeText(`@${option.dataset.name} `, start, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function onKey(event) {
  if (!open || event.target !== open.field || event.isComposing) return;
  const chosen = open.list.querySelector("[aria-selected=true]");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  if (by && isPlain) {
    const all = options();
    const here = chosen ? all.indexOf(chosen) : by > 0 ? -1 : 0;
    choose(all[(here + by + all.length) % all.length]);
  } else if (["Enter", "Tab"].includes(event.key) && isPlain && chosen) take(chosen);
  else if (event.key === "Escape") {
    refused = open.start;
    close();
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Below the field, or above it where the keyboard of a phone leaves no room.
function place() {
  if (!open) return;
  const field = open.field.getBoundingClientRect();
  const { height, offsetTop } = window.visualViewport;
  const tall = open.list.offsetHeight;
  const isBelow = field.bottom + 4 + tall <= offsetTop + height;
  const top = isBelow ? field.bottom + 4 : Math.max(offsetTop + 4, field.top - tall - 4);
  open.list.style.setProperty("top", `${top}px`);
  open.list.style.setProperty("left", `${field.left}px`);
}
