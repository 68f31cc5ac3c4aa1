// The board: drag by mouse, touch and keyboard, picking several, folding, and other people's moves as they happen.
import Sortable from "sortablejs";

const POLL_MS = 1500;
const FOLDED = "alur:folded";

class AlurBoard extends HTMLElement {
  connectedCallback() {
    this.board = this.querySelector("#board");
    this.live = document.getElementById("live");
    this.position = this.dataset.position;
    this.sortables = [];
    this.lifted = null;
    this.dress();
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("change", (event) => this.onPick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("click", (event) => this.onTab(event));
    window.addEventListener("alur:changed", () => this.refresh());
    this.querySelector("#bulk")?.addEventListener("submit", (event) => this.onBulk(event));
    this.timer = setInterval(() => this.poll(), POLL_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.sortables.forEach((one) => {
      one.destroy();
    });
  }

  get isBusy() {
    return this.lifted || this.dragging;
  }

  say(text, values) {
    this.live.textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  // Drag ------------------------------------------------------------------
  dress() {
    this.sortables.forEach((one) => {
      one.destroy();
    });
    this.sortables = [];
    this.fold();
    if (this.board.hasAttribute("data-readonly")) return;
    const options = {
      group: "deals",
      sort: false,
      draggable: ".card",
      filter: ".card__menu, .card__menu *",
      preventOnFilter: false,
      delay: 250,
      delayOnTouchOnly: true,
      touchStartThreshold: 5,
      fallbackTolerance: 4,
      animation: 160,
      ghostClass: "sortable-ghost",
      dragClass: "sortable-drag",
      scroll: true,
      onStart: () => {
        this.dragging = true;
      },
      onMove: (event) => this.mark(event.to.closest(".col")),
      onEnd: (event) => this.onDrop(event),
    };
    for (const list of this.board.querySelectorAll(".col__list")) {
      this.sortables.push(Sortable.create(list, options));
    }
    for (const outcome of this.board.querySelectorAll("[data-outcome]")) {
      this.sortables.push(Sortable.create(outcome, { ...options, draggable: ".none" }));
    }
  }

  mark(column) {
    for (const one of this.board.querySelectorAll(".is-target")) one.classList.remove("is-target");
    column?.classList.add("is-target");
  }

  onDrop(event) {
    this.dragging = false;
    this.mark(null);
    const column = event.to.closest(".col");
    if (event.to === event.from) return;
    // The card waits where it was until the server has answered.
    event.from.insertBefore(event.item, event.from.children[event.oldIndex] ?? null);
    if (column.dataset.outcome) {
      this.ask(`/deals/${event.item.dataset.deal}/closure/?outcome=${column.dataset.outcome}`);
    } else {
      this.move(event.item, column);
    }
  }

  async move(card, column) {
    card.classList.add("card--lift");
    await htmx.ajax("POST", `/deals/${card.dataset.deal}/stage/`, {
      target: "#modal",
      swap: "innerHTML",
      source: this,
      values: { stage: column.dataset.stage, once: crypto.randomUUID().slice(0, 16) },
    });
    card.classList.remove("card--lift");
    await this.refresh();
    this.focusCard(card.dataset.deal);
  }

  ask(address) {
    htmx.ajax("GET", address, { target: "#modal", swap: "innerHTML", source: this });
  }

  // Keyboard --------------------------------------------------------------
  onKey(event) {
    const card = event.target.closest?.(".card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) return;
    const key = event.key;
    if (key === " " && !this.board.hasAttribute("data-readonly")) {
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
    this.say(this.dataset.lifted, {
      name: card.dataset.title,
      stage: column.dataset.name,
      place,
      count: column.dataset.count,
    });
  }

  carry(key) {
    const columns = [...this.board.querySelectorAll("[data-stage]")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
    const next = columns[columns.indexOf(this.lifted.over) + step];
    if (!step || !next) return;
    this.lifted.over = next;
    this.mark(next);
    next.scrollIntoView({ inline: "nearest", block: "nearest" });
    this.say(this.dataset.over, { stage: next.dataset.name, percent: next.dataset.probability });
  }

  drop() {
    const { card, from, over } = this.lifted;
    this.release();
    if (from === over) return this.cancelled(card, from);
    this.say(this.dataset.dropped, { stage: over.dataset.name });
    this.move(card, over);
  }

  cancel() {
    const { card, from } = this.lifted;
    this.release();
    this.cancelled(card, from);
  }

  cancelled(card, from) {
    this.say(this.dataset.cancelled, { stage: from.dataset.name });
    card.querySelector("a").focus();
  }

  release() {
    this.lifted.card.classList.remove("card--lifted");
    this.lifted.card.removeAttribute("aria-grabbed");
    this.mark(null);
    this.lifted = null;
  }

  walk(card, key) {
    const column = card.closest(".col");
    const cards = [...column.querySelectorAll(".card")];
    const place = cards.indexOf(card);
    let next = null;
    if (key === "ArrowDown" || key === "ArrowUp") {
      next = cards[place + (key === "ArrowDown" ? 1 : -1)];
    } else {
      const columns = [...this.board.querySelectorAll("[data-stage]")];
      const other = columns[columns.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
      const others = other ? [...other.querySelectorAll(".card")] : [];
      next = others[Math.min(place, others.length - 1)];
    }
    next?.querySelector("a").focus();
  }

  focusCard(id) {
    this.board.querySelector(`[data-deal="${id}"] a`)?.focus();
  }

  // Folding, tabs, picking ------------------------------------------------
  onClick(event) {
    const fold = event.target.closest("[data-fold]");
    if (fold) {
      const stage = fold.closest(".col").dataset.stage;
      const folded = this.folded();
      folded.has(stage) ? folded.delete(stage) : folded.add(stage);
      localStorage.setItem(FOLDED, JSON.stringify([...folded]));
      this.fold();
    }
    if (event.target.closest("[data-unpick]")) this.unpick();
  }

  folded() {
    return new Set(JSON.parse(localStorage.getItem(FOLDED) ?? "[]"));
  }

  fold() {
    const folded = this.folded();
    for (const column of this.board.querySelectorAll("[data-stage]")) {
      const isFolded = folded.has(column.dataset.stage) && innerWidth > 720;
      column.classList.toggle("col--folded", isFolded);
      column.querySelector("[data-fold]")?.setAttribute("aria-expanded", String(!isFolded));
    }
  }

  onTab(event) {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    this.board.querySelector(`[data-stage="${tab.dataset.tab}"]`)?.scrollIntoView({ inline: "start" });
    for (const one of document.querySelectorAll("[data-tab]")) one.setAttribute("aria-selected", String(one === tab));
  }

  onPick(event) {
    if (!event.target.matches(".card__pick")) return;
    event.target.closest(".card").classList.toggle("card--sel", event.target.checked);
    this.showBulk();
  }

  showBulk() {
    const picked = this.board.querySelectorAll(".card__pick:checked").length;
    const bulk = this.querySelector("#bulk");
    bulk.hidden = picked === 0;
    bulk.querySelector("[data-picked]").textContent = picked;
  }

  unpick() {
    for (const box of this.board.querySelectorAll(".card__pick:checked")) {
      box.checked = false;
      box.closest(".card").classList.remove("card--sel");
    }
    this.showBulk();
  }

  async onBulk(event) {
    event.preventDefault();
    const form = event.target;
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Alur": "1" } });
    this.unpick();
    announce(answer);
    await this.refresh();
  }

  // Other people's changes ------------------------------------------------
  async poll() {
    if (document.hidden || this.isBusy) return;
    try {
      const answer = await fetch("/position/", { headers: { "X-Alur": "1" } });
      if (!answer.ok || answer.redirected) return;
      const position = await answer.text();
      if (position !== this.position) await this.refresh(position);
    } catch {
      // The line is down: the next poll tries again.
    }
  }

  async refresh(position = null) {
    if (this.lifted || this.dragging) return;
    const scrolled = new Map();
    for (const column of this.board.querySelectorAll("[data-stage]")) {
      scrolled.set(column.dataset.stage, column.querySelector(".col__list").scrollTop);
    }
    const focused = this.board.contains(document.activeElement)
      ? document.activeElement.closest("[data-deal]")?.dataset.deal
      : null;
    const picked = new Set([...this.board.querySelectorAll(".card__pick:checked")].map((box) => box.value));
    const left = this.board.scrollLeft;
    await htmx.ajax("GET", this.dataset.address, { target: "#board", swap: "innerHTML", source: this });
    if (position) this.position = position;
    this.dress();
    this.board.scrollLeft = left;
    for (const [stage, top] of scrolled) {
      const list = this.board.querySelector(`[data-stage="${stage}"] .col__list`);
      if (list) list.scrollTop = top;
    }
    for (const box of this.board.querySelectorAll(".card__pick")) {
      box.checked = picked.has(box.value);
      box.closest(".card").classList.toggle("card--sel", box.checked);
    }
    this.showBulk();
    if (focused) this.focusCard(focused);
  }
}

function announce(answer) {
  const trigger = answer.headers.get("HX-Trigger");
  if (trigger) {
    document.body.dispatchEvent(new CustomEvent("alur:toast", { detail: JSON.parse(trigger)["alur:toast"] }));
  }
}

customElements.define("alur-board", AlurBoard);
