// Menus are <details>: arrows walk them, Escape closes the innermost one alone and gives the focus back, and what is
// chosen or left closes them. A list of suggestions under a field is walked the same way.
const DROP = "details.drop";
const ITEMS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
const WALKED = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
// Arrows are these fields' own: they choose, count or move the cursor.
const OWN_ARROWS = "select, textarea, input:not([type=checkbox])";

function itemsOf(menu) {
  return [...menu.querySelectorAll(ITEMS)].filter((one) => !one.disabled && one.checkVisibility());
}

function shut(drop) {
  drop.open = false;
  drop.querySelector("summary").focus();
}

function shutAllBut(kept) {
  for (const drop of document.querySelectorAll(`${DROP}[open]`)) if (!drop.contains(kept)) drop.open = false;
}

function step(items, key) {
  const here = items.indexOf(document.activeElement);
  const next = here < 0 ? (key === "ArrowUp" || key === "End" ? items.length - 1 : 0) : here + WALKED[key];
  items[Math.min(Math.max(next, 0), items.length - 1)]?.focus();
}

let awaited = null; // the menu that was opened by an arrow and is still on its way

function walk(event) {
  const drop = event.target.closest(DROP);
  const menu = drop?.querySelector(":scope > .menu");
  if (!menu || event.target.matches(OWN_ARROWS)) return;
  const isOpener = event.target.matches("summary") && event.target.parentElement === drop;
  if (isOpener && !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  event.stopPropagation();
  drop.open = true;
  const items = itemsOf(menu);
  awaited = items.length ? null : menu;
  step(items, event.key);
}

function walkFound(event) {
  const field = event.target.closest("input[aria-controls]:not([role=combobox])");
  const list = field
    ? document.getElementById(field.getAttribute("aria-controls"))
    : event.target.closest("[data-found]");
  if (!list || event.target.matches("[type=radio]") || (field && event.key !== "ArrowDown")) return;
  const items = itemsOf(list);
  if (!items.length) return;
  event.preventDefault();
  const isBack = event.key === "ArrowUp" && items[0] === document.activeElement;
  if (isBack) document.querySelector(`[aria-controls="${CSS.escape(list.id)}"]`)?.focus();
  else step(items, event.key);
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape") {
      const open = document.querySelectorAll(`${DROP}[open]`);
      const drop = event.target.closest(`${DROP}[open]`) ?? open[open.length - 1];
      if (!drop) return;
      event.preventDefault();
      event.stopPropagation();
      shut(drop);
    } else if (event.key in WALKED && !event.ctrlKey && !event.metaKey && !event.altKey) {
      walk(event);
      if (!event.defaultPrevented) walkFound(event);
    }
  },
  true,
);

// One that would leave the window on its far side opens towards the near one.
document.addEventListener(
  "toggle",
  ({ target: drop }) => {
    if (!drop.matches?.(DROP)) return;
    if (drop.open) {
      const menu = drop.querySelector(":scope > .menu");
      const isCut = menu && menu.getBoundingClientRect().right > document.documentElement.clientWidth;
      if (isCut && !drop.classList.contains("drop--end")) drop.classList.add("drop--end", "is-turned");
    } else if (drop.classList.contains("is-turned")) drop.classList.remove("drop--end", "is-turned");
  },
  true,
);

document.addEventListener("htmx:afterSwap", (event) => {
  if (!awaited || !awaited.contains(event.target)) return;
  step(itemsOf(awaited), "Home");
  awaited = null;
});

document.addEventListener("click", (event) => {
  shutAllBut(event.target);
  const chosen = event.target.closest(`${DROP} > .menu .menu__i[hx-target="#modal"]`);
  if (chosen) chosen.closest(DROP).open = false;
});

// Tab leads out of a menu: it closes behind.
document.addEventListener("focusout", (event) => {
  const drop = event.target.closest?.(`${DROP}[open]`);
  if (drop && event.relatedTarget && !drop.contains(event.relatedTarget)) shutAllBut(event.relatedTarget);
});
