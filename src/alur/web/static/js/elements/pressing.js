// Buttons, menus and links of the page beneath the palette, found by the words on them and pressed from there.
const KINDS = "button, summary, .btn, .chip, .menu__i, .tab, .seg a, .seg label, .act";
const ROWS = "tr, li, article, .card, [data-row]";
const MOST = 6;

const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// `text` as typed in the palette; `offered` are the words and the keys that stand in it as commands already.
export function onThisPage(text, offered) {
  if (/^[@#$]/.test(text)) return [];
  const typed = wordsOf(text);
  if (typed.join("").length < 3) return [];
  const found = new Map();
  for (const target of document.querySelectorAll(`.main :is(${KINDS})`)) {
    if (target.disabled || offered.has(target.dataset.key) || "palette" in target.dataset) continue;
    const name = nameOf(target);
    const words = wordsOf(name);
    if (!typed.every((one) => words.some((word) => word.startsWith(one)))) continue;
    if (!found.has(name) && !offered.has(name) && isThere(target)) found.set(name, target);
  }
  return [...found].slice(0, MOST).map(([name, target]) => ({ name, target }));
}

// A button that stands in every row is told apart by what its row is called.
function nameOf(target) {
  const own = target.getAttribute("aria-label") ?? textOf(target);
  const row = textOf(target.closest(ROWS)?.querySelector(".who, h3, b, strong, a"));
  return own && row && !plain(own).includes(plain(row)) && row !== own ? `${own} · ${row}` : own;
}

export function textOf(element) {
  if (!element) return "";
  const copy = element.cloneNode(true);
  for (const one of copy.querySelectorAll("kbd, svg, .menu, noscript")) one.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function isThere(target) {
  if (target.checkVisibility()) return true;
  const folded = target.closest("details:not([open])");
  return folded?.querySelector("summary")?.checkVisibility() ?? false;
}

// A form is not sent with what nobody has typed: its first field is gone to instead.
export function pressHere(target) {
  const folded = target.closest("details:not([open])");
  const form = target.matches("button:not([type=button])") ? target.form : null;
  const field = form && [...form.elements].find((one) => one.matches("input:not([type=hidden]), select, textarea"));
  if (folded && (field || target.matches("[hx-target='closest .menu']"))) folded.open = true;
  if (field) {
    field.focus();
    return;
  }
  target.click();
  if (target.matches("summary")) target.focus();
}
