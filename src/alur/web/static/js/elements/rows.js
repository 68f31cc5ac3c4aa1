import { isThumb } from "alur/elements/chips.js";

// Rows that are walked with J and K, and what a letter does with the one that has the focus. Forms open in a row.
const slots = "[data-slot]";

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row]")];
}

function current() {
  return document.activeElement?.closest?.("[data-row]");
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(current());
  const next = here < 0 ? first(all) : all[Math.min(all.length - 1, Math.max(0, here + by))];
  next.querySelector("[data-open]")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// What is on now, or else the first that still waits for something to be done.
function first(all) {
  return all.find((row) => row.matches(".ag--now")) ?? all.find((row) => row.querySelector("[data-do]")) ?? all[0];
}

document.addEventListener("alur:key", (event) => {
  const key = event.detail;
  if ((key === "j" || key === "k") && !document.querySelector("alur-calendar")) {
    step(key === "j" ? 1 : -1);
    event.preventDefault();
    return;
  }
  const action = current()?.querySelector(`[data-do="${CSS.escape(key)}"]`);
  if (!action) return;
  event.preventDefault();
  action.click();
});

// A form that opens in its row: the first field has the focus, Escape closes it and gives the focus back.
document.addEventListener("htmx:afterSwap", (event) => {
  const slot = event.target.closest?.(slots);
  if (!slot) return;
  (slot.querySelector("[aria-invalid=true]") ?? firstOf(slot))?.focus();
  // Down to its buttons: a form that opens in one of the last rows lies under the bar.
  (slot.closest("[data-row]") ?? slot).scrollIntoView({ block: "nearest" });
});

// Under a thumb the words that are offered come first: a field would call up the keyboard, which covers them.
function firstOf(slot) {
  return (isThumb() && slot.querySelector("[data-fill]")) || slot.querySelector("[data-first]");
}

function close(slot) {
  slot.replaceChildren();
  (slot.closest("[data-row]")?.querySelector("[data-do=d]") ?? slot.closest("[data-row]"))?.focus();
}

document.addEventListener("keydown", (event) => {
  const slot = event.target.closest?.(slots);
  if (event.key === "Escape" && slot?.firstElementChild) close(slot);
});

document.addEventListener("click", (event) => {
  const away = event.target.closest("[data-close-slot]");
  const slot = away?.closest(slots);
  if (slot) {
    event.preventDefault();
    close(slot);
  }
});

// 204 to a form in its row: it is written; the page shows it, and the focus stays where it was.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status !== 204 || !event.detail.elt?.closest?.("[data-in-place]")) return;
  window.dispatchEvent(new Event("alur:changed"));
});

let place = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.matches?.("[data-rows]")) return;
  const row = current();
  place = row ? { id: row.id, index: rows().indexOf(row) } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!place) return;
  const row = document.getElementById(place.id) ?? rows()[Math.min(place.index, rows().length - 1)];
  place = null;
  row?.querySelector("[data-open]")?.focus({ preventScroll: true });
});
