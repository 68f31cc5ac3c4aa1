// Rows that are picked in a list, to change them at once. What is picked survives that the list is shown anew.
const picked = new Set();
let last = null; // the box that was clicked before, for a range with Shift
let all = false; // all that match are meant, shown or not

const bar = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll('#list input[name="pick"]')];

function show() {
  const bulk = bar();
  if (!bulk) return;
  const rows = boxes();
  for (const box of rows) box.checked = all || picked.has(box.value);
  const head = document.querySelector("[data-pick-all]");
  const isWhole = rows.length > 0 && rows.every((box) => box.checked);
  if (head) {
    head.checked = isWhole;
    head.indeterminate = !isWhole && picked.size > 0;
  }
  const words = bulk.querySelector("[data-picked]");
  words.textContent = all ? words.dataset.allWords : words.dataset.words.replace("{count}", picked.size);
  bulk.querySelector("[data-pick-all-mark]").value = all ? "1" : "";
  bulk.querySelector("[data-pick-every]").hidden = all || !isWhole || !document.querySelector("#list .morerow");
  bulk.dataset.ready = "";
  bulk.hidden = !all && picked.size === 0;
}

function set(box, isPicked) {
  if (isPicked) picked.add(box.value);
  else picked.delete(box.value);
}

function pickNothing() {
  picked.clear();
  all = false;
  show();
}

function onBox(box, withShift) {
  if (all) {
    all = false;
    for (const one of boxes()) set(one, one !== box);
  }
  set(box, box.checked);
  const rows = boxes();
  const [from, to] = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
  if (withShift && last && from >= 0) for (const one of rows.slice(from, to + 1)) set(one, box.checked);
  last = box;
  show();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.matches('#list input[name="pick"]')) onBox(target, event.shiftKey);
  else if (target.matches("[data-pick-all]")) {
    all = false;
    for (const box of boxes()) set(box, target.checked);
    show();
  } else if (target.closest("[data-pick-every]")) {
    all = true;
    show();
  } else if (target.closest("[data-unpick]")) pickNothing();
});

// The bar stands there once something is picked: pressed before, by a command, all that the list shows is meant.
document.addEventListener(
  "click",
  (event) => {
    if (!bar()?.hidden || !event.target.closest('#bulk button[name="do"]')) return;
    all = true;
    show();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && bar() && !bar().hidden && !document.querySelector("dialog[open]")) pickNothing();
});

// Done: what was picked is changed, and nothing is picked any more.
document.body.addEventListener("alur:changed", pickNothing);

document.addEventListener("htmx:afterSwap", show);
show();
