// The command palette. The server lists; here are only the keys. The field keeps the focus, the choice moves.
import { closeModal } from "alur/elements/modal.js";
import { onThisPage, pressHere, textOf } from "alur/elements/pressing.js";
import { send } from "alur/elements/sending.js";
import { press } from "alur/elements/shortcuts.js";

const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
const pressable = new Map(); // an option, and what it presses on the page beneath
let asking = null;
let typed = null;
let loading = null;

export function open() {
  if (dialog.open) return;
  closeModal();
  field.value = "";
  dialog.showModal();
  field.focus();
  loading = load("");
}

async function load(text) {
  if (text === typed) return;
  typed = text;
  asking?.abort();
  asking = new AbortController();
  const query = new URLSearchParams({ q: text, at: location.pathname });
  try {
    const answer = await fetch(`${dialog.dataset.address}?${query}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    list.replaceChildren();
    choose(null);
    status.textContent = document.body.dataset.offline;
  }
}

function show(html) {
  list.innerHTML = html;
  const offered = new Set([...list.querySelectorAll("[data-way]")].map((one) => textOf(one)));
  for (const option of list.querySelectorAll("[data-press]")) {
    const key = option.dataset.press;
    if (key !== "z" && !document.querySelector(`[data-key="${key}"]`)) option.remove();
    else offered.add(key);
  }
  showPressable(offered);
  for (const group of list.querySelectorAll("[role=group]:not(:has([role=option]))")) group.remove();
  choose(options()[0] ?? null);
  list.scrollTop = 0;
  const counted = list.querySelector("[data-count]")?.textContent ?? "";
  status.textContent = counted.replace(/\d+(?=\D*$)/, options().length);
}

// What stands on the page beneath to be pressed is a command too, by the words that stand on it.
function showPressable(offered) {
  pressable.clear();
  const group = list.querySelector("template")?.content.firstElementChild;
  for (const one of group ? onThisPage(typed, offered) : []) {
    const option = group.querySelector("[role=option]").cloneNode(true);
    option.id = `pp-${pressable.size}`;
    option.querySelector(".trunc").textContent = one.name;
    pressable.set(option, one.target);
  }
  if (!pressable.size) return;
  const shown = group.cloneNode(true);
  shown.querySelector("[role=option]").replaceWith(...pressable.keys());
  const more = list.querySelector("[data-more]");
  if (more) more.before(shown);
  else list.append(shown);
  list.querySelector(".palette__none")?.remove();
}

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  const here = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  choose(all[(here + by + all.length) % all.length] ?? null);
}

function take(option) {
  if (pressable.has(option)) {
    const target = pressable.get(option);
    close();
    setTimeout(pressHere, 0, target); // after this click, which would shut the menu that it opens
    return;
  }
  const { way, press: key, fields } = option.dataset;
  if (!way || way === "go") {
    close();
    location.href = option.href;
    return;
  }
  close();
  if (way === "dialog") htmx.ajax("GET", option.getAttribute("href"), { target: "#modal", swap: "innerHTML" });
  else if (way === "send") send(option.getAttribute("href"), Object.fromEntries(new URLSearchParams(fields ?? "")));
  else if (key === "z") document.querySelector("alur-toast").undoLast();
  else setTimeout(press, 0, key);
}

function close() {
  dialog.close();
}

dialog.addEventListener("close", () => {
  typed = null;
  asking?.abort();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close-palette]")) return close();
  const option = event.target.closest("[role=option]");
  if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(option);
});
field.addEventListener("input", () => {
  loading = load(field.value.trim());
});
field.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
  if (by) {
    event.preventDefault();
    step(by);
  } else if (event.key === "Enter") {
    event.preventDefault();
    // Whoever types faster than the line means what was typed, not what is still listed.
    await loading;
    const option = list.querySelector("[aria-selected=true]");
    if (!option) field.form.requestSubmit();
    else if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
    else take(option);
  }
});
