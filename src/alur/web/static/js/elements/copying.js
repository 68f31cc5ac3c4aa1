// A button that copies what a field holds, and says so in its own place.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select?.();
  await navigator.clipboard.writeText(field.value ?? field.textContent);
  if (button.dataset.copied) button.lastChild.textContent = button.dataset.copied;
});
