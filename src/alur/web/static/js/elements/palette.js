// The command palette. The server lists; here are only the keys. The field keeps the focus, the choice moves.
import { closeModal } from "alur/elements/modal.js";
import { send } from "alur/elements/sending.js";
import { press } from "alur/elements/shortcuts.js";

const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
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
  for (const option of list.querySelectorAll("[data-press]")) {
    const key = option.dataset.press;
    if (key !== "z" && !document.querySelector(`[data-key="${key}"]`)) option.remove();
  }
  for (const group of list.querySelectorAll("[role=group]:not(:has([role=option]))")) group.remove();
  choose(options()[0] ?? null);
  list.scrollTop = 0;
  status.textContent = list.querySelector("[data-count]")?.textContent ?? "";
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
  const { way, press: key, fields } = option.dataset;
  if (!way || way === "go") {
    close();
    location.href = option.href;
    return;
  }
  close();
  if (way === "dialog") htmx.ajax("GET", option.getAttribute("href"), { target: "#modal", swap: "innerHTML" });
  else if (way === "send") send(option.getAttribute("href"), Object.fromEntries(new URLSearchParams(fields ?? "")));
  else if (key === "z") document.querySelector("alur-toast .toast__act")?.click();
  else press(key);
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
