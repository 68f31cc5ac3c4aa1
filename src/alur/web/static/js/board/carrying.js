// The board by keyboard: arrows walk, Space lifts and drops, Escape puts back; each step is said aloud.
export class Carrying {
  constructor(element) {
    this.element = element;
    this.live = document.getElementById("live");
    this.lifted = null;
    element.addEventListener("keydown", (event) => this.onKey(event));
  }

  get isCarrying() {
    return this.lifted !== null;
  }

  get board() {
    return this.element.board;
  }

  onKey(event) {
    const card = event.target.closest?.(".card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) return;
    const key = event.key;
    if (/^[a-z[\]]$/i.test(key) && !("shortcuts" in document.body.dataset)) return;
    if (key === " " && !this.element.isReadOnly) {
      event.preventDefault();
      this.lifted ? this.drop() : this.lift(card);
    } else if (this.lifted && key === "Escape") {
      event.preventDefault();
      this.cancel();
    } else if (key.startsWith("Arrow")) {
      event.preventDefault();
      this.lifted ? this.carry(key) : this.walk(card, key);
    } else if (key === "x" || key === "X") {
      card.querySelector(".card__pick")?.click();
    } else if (key === "m" || key === "M") {
      card.querySelector(".card__menu a")?.click();
    } else if (key === "j" || key === "k") {
      this.walk(card, key === "j" ? "ArrowDown" : "ArrowUp");
    } else if (key === "[" || key === "]") {
      card.closest(".col").querySelector("[data-fold]")?.click();
    }
  }

  lift(card) {
    const column = card.closest(".col");
    this.lifted = { card, from: column, over: column };
    card.classList.add("card--lifted");
    card.setAttribute("aria-grabbed", "true");
    const place = [...column.querySelectorAll(".card")].indexOf(card) + 1;
    this.say("lifted", { name: card.dataset.title, stage: column.dataset.name, place, count: column.dataset.count });
  }

  carry(key) {
    const next = this.beside(this.lifted.over, key);
    if (!next) return;
    this.lifted.over = next;
    this.element.mark(next);
    next.scrollIntoView({ inline: "nearest", block: "nearest" });
    this.say("over", { stage: next.dataset.name, percent: next.dataset.probability });
  }

  drop() {
    const { card, from, over } = this.release();
    if (from === over) return this.backTo(card, from);
    this.say("dropped", { stage: over.dataset.name });
    this.element.move(card, over);
  }

  cancel() {
    const { card, from } = this.release();
    this.backTo(card, from);
  }

  release() {
    const lifted = this.lifted;
    lifted.card.classList.remove("card--lifted");
    lifted.card.removeAttribute("aria-grabbed");
    this.element.mark(null);
    this.lifted = null;
    return lifted;
  }

  backTo(card, column) {
    this.say("cancelled", { stage: column.dataset.name });
    card.querySelector("a").focus();
  }

  walk(card, key) {
    const column = card.closest(".col");
    const cards = [...column.querySelectorAll(".card")];
    const place = cards.indexOf(card);
    let next = null;
    if (key === "ArrowDown" || key === "ArrowUp") {
      next = cards[place + (key === "ArrowDown" ? 1 : -1)];
    } else {
      // An empty column is stepped over.
      let over = this.beside(column, key);
      while (over && !over.querySelector(".card")) over = this.beside(over, key);
      const others = [...(over?.querySelectorAll(".card") ?? [])];
      next = others[Math.min(place, others.length - 1)];
    }
    next?.querySelector("a").focus();
  }

  beside(column, key) {
    const columns = [...this.board.querySelectorAll("[data-stage]")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    return step && columns[columns.indexOf(column) + step];
  }

  say(what, values) {
    this.live.textContent = this.element.dataset[what].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }
}
