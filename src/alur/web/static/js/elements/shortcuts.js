// Single letters work only when no field has focus, and can be turned off in the settings.
const PLACES = { h: "/", p: "/pipelines/", d: "/deals/", c: "/organizations/", o: "/persons/", s: "/settings/" };
let isGoing = false;

function isTyping(target) {
  return target.closest?.("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  if (!("shortcuts" in document.body.dataset) || isTyping(event.target)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (isGoing) {
    isGoing = false;
    if (PLACES[key]) location.href = PLACES[key];
    return;
  }
  if (key === "g") {
    isGoing = true;
    return;
  }
  if (key === "z") {
    document.querySelector("alur-toast:not([hidden]) .toast__act")?.click();
    return;
  }
  // The row that has the focus may know the letter.
  if (!document.dispatchEvent(new CustomEvent("alur:key", { detail: key, cancelable: true }))) {
    event.preventDefault();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"], [data-key="${CSS.escape(key)}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});
