// The queue of forgotten deals: J and K go through it, and what was said on the telephone is asked for after the call.
const whole = () => document.getElementById("forgotten");

document.addEventListener("alur:key", (event) => {
  if (event.detail !== "j" && event.detail !== "k") return;
  event.preventDefault();
  (whole() ?? document.querySelector(".rescue"))?.querySelector(`[data-key="${event.detail}"]`)?.click();
});

document.addEventListener("click", (event) => {
  const after = event.target.closest?.("[data-after]")?.dataset.after;
  if (after) setTimeout(() => document.querySelector(after)?.click());
});

// The list stays where it was, and the case that comes next has the focus.
let top = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === whole()) top = whole().querySelector(".queue")?.scrollTop ?? 0;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const queue = whole()?.querySelector(".queue");
  if (!queue || event.target.id !== "forgotten") return;
  queue.scrollTop = top;
  queue.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  if (document.activeElement === document.body) document.getElementById("isi")?.focus({ preventScroll: true });
});
