// Chips that fill in a field of their form: a day, or words that are often said.
export function isThumb() {
  return matchMedia("(hover: none)").matches;
}

document.addEventListener("click", (event) => {
  const day = event.target.closest("[data-set-day]");
  if (day)
    (day.closest("fieldset")?.querySelector("[type=date]") ?? day.form.elements.due_on).value = day.dataset.setDay;
  const words = event.target.closest("[data-fill]");
  if (!words) return;
  const field = words.form.elements[words.dataset.fill];
  field.value = [field.value.trim(), words.dataset.text].filter(Boolean).join(". ");
  if (!isThumb()) field.focus();
});

// What is opened to be filled in is filled in; what came back refused is looked at where it is wrong.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open || !event.target.matches("details.add, details.research__e") || isThumb()) return;
    event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  },
  true,
);
if (document.activeElement === document.body) document.querySelector("main [aria-invalid=true]")?.focus();

// What only helps with script is hidden without it.
function dress(within) {
  for (const one of within.querySelectorAll?.("[data-scripted]") ?? []) one.hidden = false;
}
document.addEventListener("htmx:afterSwap", (event) => dress(event.target));
dress(document);
