// Opens the palette, which is loaded when first wanted; and says that a record's page was looked at.
import { token } from "alur/elements/sending.js";

const RECORD = /^\/(deals|organizations|persons|products)\/\d+\/$/;

async function open() {
  (await import("alur/elements/palette.js")).open();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-palette]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (!document.getElementById("palette")) return;
  event.preventDefault();
  open();
});

if (RECORD.test(location.pathname) && document.getElementById("palette")) {
  const body = new URLSearchParams({ at: location.pathname });
  // A failure here is nobody's concern: the record is only not among those seen lately.
  fetch("/search/seen/", { method: "POST", headers: { "X-CSRFToken": token() }, body, keepalive: true }).catch(
    () => {},
  );
}

// Tabs that are wider than the page begin with the one that is shown.
for (const tab of document.querySelectorAll(".tabs [aria-current]"))
  tab.scrollIntoView({ inline: "nearest", block: "nearest" });
