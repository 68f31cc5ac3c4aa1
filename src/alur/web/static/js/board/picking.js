// Several cards picked, and moved as one.
export class Picking {
  constructor(element) {
    this.element = element;
    this.bulk = element.querySelector("#bulk");
    element.addEventListener("change", (event) => this.onPick(event));
    element.addEventListener("click", (event) => event.target.closest("[data-unpick]") && this.set(new Set()));
    this.bulk?.addEventListener("submit", (event) => this.onSend(event));
  }

  get boxes() {
    return [...this.element.board.querySelectorAll(".card__pick")];
  }

  get picked() {
    return new Set(this.boxes.filter((box) => box.checked).map((box) => box.value));
  }

  set(picked) {
    for (const box of this.boxes) {
      box.checked = picked.has(box.value);
      box.closest(".card").classList.toggle("card--sel", box.checked);
    }
    this.show();
  }

  show() {
    if (!this.bulk) return;
    const count = this.picked.size;
    this.bulk.hidden = count === 0;
    this.bulk.querySelector("[data-picked]").textContent = count;
  }

  onPick(event) {
    if (!event.target.matches(".card__pick")) return;
    event.target.closest(".card").classList.toggle("card--sel", event.target.checked);
    this.show();
  }

  async onSend(event) {
    event.preventDefault();
    const answer = await fetch(this.bulk.action, {
      method: "POST",
      body: new FormData(this.bulk),
      headers: { "X-Alur": "1" },
    });
    this.set(new Set());
    const trigger = answer.headers.get("HX-Trigger");
    if (trigger) {
      document.body.dispatchEvent(new CustomEvent("alur:toast", { detail: JSON.parse(trigger)["alur:toast"] }));
    }
    await this.element.following.refresh();
  }
}
