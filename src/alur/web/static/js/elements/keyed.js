// Keys go through values on the way to the one that is meant: an arrow in a list, the first digit of a day. Such a
// value is taken when Enter is pressed or the field is left; one that is picked from what opens is taken at once.
const GOES_THROUGH = "select, [type=date]";
let typedInto = null;

document.addEventListener(
  "keydown",
  ({ target, key, altKey }) => {
    if (!target.matches?.(GOES_THROUGH)) return;
    const opens = key === " " || (altKey && key.startsWith("Arrow"));
    if (opens) typedInto = null;
    else if (key.length === 1 || /^(Arrow|Page|Home|End|Backspace|Delete)/.test(key)) typedInto = target;
  },
  { capture: true },
);

document.addEventListener("pointerdown", () => {
  typedInto = null;
});

export function isOnItsWay(field) {
  return field === typedInto;
}
