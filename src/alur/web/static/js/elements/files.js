// A chosen or dropped file is sent at once, with its progress; one that is too large is told before it is sent.
class Files extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form.sendfiles");
    if (!this.form) return;
    this.addEventListener("change", (event) => event.target.matches(".sendfiles__in") && this.send(event.target));
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) this.addEventListener(name, this);
    this.addEventListener("htmx:xhr:progress", (event) => this.progress(event.detail));
    this.addEventListener("htmx:sendError", () => this.rest());
    this.addEventListener("htmx:responseError", () => this.rest());
  }

  handleEvent(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.classList.toggle("is-over", event.type === "dragenter" || event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer.files.length) return;
    const field = this.querySelector(".sendfiles__in");
    field.files = event.dataTransfer.files;
    this.send(field);
  }

  send(field) {
    const large = [...field.files].find((file) => file.size > Number(this.dataset.most));
    this.tell(large ? this.dataset.large.replace("{name}", large.name) : "");
    if (large) field.value = "";
    else if (field.files.length) this.form.requestSubmit();
  }

  tell(sentence) {
    const place = this.querySelector("[data-file-error]");
    place.hidden = !sentence;
    place.querySelector("span").textContent = sentence;
  }

  progress({ loaded, total }) {
    const bar = this.querySelector("progress");
    bar.hidden = false;
    if (total) bar.value = (loaded / total) * 100;
  }

  rest() {
    this.querySelector("progress").hidden = true;
    for (const field of this.querySelectorAll(".sendfiles__in")) field.value = "";
  }
}

customElements.define("alur-files", Files);
