// Lists: cells that are edited in their place, rows that are picked, and the words of what is chosen in a filter.
// Enter opens a cell, Enter saves and goes down, Tab goes right, Escape restores.
import { isOnItsWay } from "alur/elements/keyed.js";

let before = null; // the cell that is open: {row, name, html, value}
let onward = null; // where to go when it is saved: "down" or "right"
let asked = null; // the cell whose form is on its way: the second click of a double click asks for no second one

const CELL = "td[data-cell]";

function cellAddress(cell) {
  const list = document.getElementById("list");
  const query = new URL(list.dataset.address, location.href).search;
  return `/lists/${list.dataset.kind}/${cell.closest("[data-row]").dataset.row}/${cell.dataset.cell}/${query}`;
}

function openCell(cell) {
  if (!cell || cell === asked || cell.querySelector("form")) return;
  closeCell();
  before = { row: cell.closest("[data-row]").id, name: cell.dataset.cell, html: cell.innerHTML, cell };
  asked = cell;
  const answered = () => {
    if (asked === cell) asked = null;
  };
  window.htmx.ajax("GET", cellAddress(cell), { target: cell, swap: "innerHTML" }).then(answered, answered);
}

function closeCell() {
  const open = before;
  before = null; // first: taking the form out blurs its field, which would close the cell once more
  if (open?.cell.isConnected && open.cell.querySelector("form")) open.cell.innerHTML = open.html;
}

function neighbour(rowId, name, way) {
  const row = document.getElementById(rowId);
  if (way === "down") return row?.nextElementSibling?.querySelector(`td[data-cell="${CSS.escape(name)}"]`);
  const cells = [...(row?.querySelectorAll(CELL) ?? [])];
  const here = cells.findIndex((one) => one.dataset.cell === name);
  return cells[here + (way === "left" ? -1 : 1)];
}

function save(field, way) {
  onward = way;
  field.form.requestSubmit();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, select, label, .avatar")) return;
  const cell = event.target.closest(CELL);
  if (cell && matchMedia("(min-width: 721px)").matches) openCell(cell);
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-edits]");
  if (field) {
    if (event.key === "Escape") {
      const { cell } = before;
      closeCell();
      cell.closest("[data-row]").querySelector("[data-open]")?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      save(field, "down");
    } else if (event.key === "Tab" && before) {
      const way = event.shiftKey ? "left" : "right";
      if (!neighbour(before.row, before.name, way)) return;
      event.preventDefault();
      save(field, way);
    }
  }
});

document.addEventListener("focusin", (event) => {
  const field = event.target.closest?.("[data-edits]");
  if (field && before) before.value ??= field.value;
});

// Left for elsewhere: what was changed is saved, what was not is as before.
document.addEventListener("focusout", (event) => {
  const field = event.target.closest?.("[data-edits]");
  if (!field || onward !== null || !before || field.form.contains(event.relatedTarget)) return;
  if (field.value === before.value) closeCell();
  else save(field, "");
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-edits]") && !isOnItsWay(event.target)) save(event.target, "");
});

document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.target.querySelector?.("[data-edits]");
  if (field) {
    onward = null;
    field.focus();
    field.select?.();
    return;
  }
  if (before && onward !== null) {
    const next = onward && neighbour(before.row, before.name, onward);
    const row = document.getElementById(before.row);
    before = onward = null;
    window.dispatchEvent(new Event("alur:saved")); // the sums are no longer what they were
    if (next) openCell(next);
    else row?.querySelector("[data-open]")?.focus({ preventScroll: true });
  }
});

document.addEventListener("alur:key", (event) => {
  if (event.detail !== "e") return;
  const cell = document.activeElement?.closest?.("[data-row]")?.querySelector(CELL);
  if (!cell) return;
  event.preventDefault();
  openCell(cell);
});

// What is chosen in a list of a filter is named on its button.
document.addEventListener("change", (event) => {
  const pick = event.target.closest(".pick");
  const words = pick?.querySelector("[data-picked-words]");
  if (!words) return;
  const chosen = [...pick.querySelectorAll("input:checked")].map((one) => one.closest("label").textContent.trim());
  words.textContent = chosen.join(", ") || words.dataset.nothing;
});

// A column that was just chosen may lie beyond the edge: it is brought into sight, and its head says which it is.
document.addEventListener("submit", (event) => {
  const boxes = [...(event.target.closest(".menu--columns")?.querySelectorAll("[name=columns]") ?? [])];
  const fresh = boxes.filter((box) => box.checked && !box.defaultChecked).map((box) => box.value);
  if (fresh.length) sessionStorage.setItem("fresh-columns", JSON.stringify(fresh));
});

const fresh = JSON.parse(sessionStorage.getItem("fresh-columns") ?? "[]");
sessionStorage.removeItem("fresh-columns");
const heads = fresh.map((name) => document.querySelector(`#list [data-column="${CSS.escape(name)}"]`)).filter(Boolean);
for (const head of heads) head.classList.add("is-fresh");
heads.at(-1)?.scrollIntoView({ block: "nearest", inline: "end" });
