// What a trial said holds until something is changed.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-tried]");
  if (form) form.dataset.tried = "before";
});
