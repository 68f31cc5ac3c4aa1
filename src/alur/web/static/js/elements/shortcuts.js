// Keys come from the same list as the palette's commands. Single letters work only when no field has focus, and can be
// turned off in the settings.
import { send } from "alur/elements/sending.js";

const keys = JSON.parse(document.getElementById("keys")?.textContent || "{}");
const ROWS = "main .tbl tbody a.who, main .card h3 a, main .found a, main [data-row] a";
let begun = "";
let timer = 0;

function isTyping(target) {
  // A box that is ticked takes no letters.
  const field = target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  // A field of a dialog that was just closed has the focus until the next frame.
  return (field && !field.closest("dialog:not([open])")) || document.querySelector("dialog[open]");
}

function run([address, way]) {
  if (way === "dialog") htmx.ajax("GET", address, { target: "#modal", swap: "innerHTML" });
  else if (way === "send") send(address);
  else location.href = address;
}

// What a page has for a key goes before what the app has for it everywhere.
export function press(key) {
  const all = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  const target = [...all].find((one) => one.offsetParent) ?? all[0];
  if (!target) return false;
  if (target.matches("[hx-target='closest .menu']")) target.closest("details").open = true;
  if (target.matches("input, textarea, select") && !target.matches("[type=radio], [type=checkbox]")) target.focus();
  else {
    target.click();
    // A menu that opens by its letter is gone into by Tab.
    if (target.matches("summary")) target.focus();
  }
  const then = target.dataset.then;
  if (then) document.querySelector(then)?.focus();
  return true;
}

function say(message) {
  document.body.dispatchEvent(new CustomEvent("alur:toast", { detail: { message } }));
}

function walk(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent);
  const now = document.activeElement;
  const picked = now.matches("[name=pick]") ? now.closest("[data-row]") : null;
  const here = rows.findIndex((row) => row === now || picked?.contains(row));
  rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (!("shortcuts" in document.body.dataset) || event.defaultPrevented || isTyping(event.target)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  const key = event.key.toLowerCase();
  clearTimeout(timer);
  if (begun) {
    const wanted = keys[`${begun} ${key}`];
    begun = "";
    if (wanted) run(wanted);
    return;
  }
  if (Object.keys(keys).some((one) => one.startsWith(`${key} `))) {
    begun = key;
    timer = setTimeout(() => {
      begun = "";
    }, 1500);
    return;
  }
  if (key === "z") {
    // The last change, even when the toast that told of it has left by itself, or stood on the page before.
    if (!document.querySelector("alur-toast").undoLast()) say(document.body.dataset.nothingToUndo);
  } else if (!document.dispatchEvent(new CustomEvent("alur:key", { detail: key, cancelable: true }))) {
    // The row that has the focus knows the letter.
    event.preventDefault();
  } else if ((key === "j" || key === "k") && !event.target.closest(".card")) {
    walk(key === "j" ? 1 : -1);
  } else if (press(event.key) || press(key)) {
    event.preventDefault();
  } else if (keys[key] || keys[event.key]) {
    event.preventDefault();
    run(keys[key] ?? keys[event.key]);
  }
});

// A link may name the field it leads to, on this page too; one that lies folded away is unfolded.
function goToNamed() {
  const named = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (!named?.matches("input, select, textarea")) return;
  const folded = named.closest("details");
  if (folded) folded.open = true;
  named.focus();
  history.replaceState(null, "", location.pathname + location.search);
}
goToNamed();
addEventListener("hashchange", goToNamed);
