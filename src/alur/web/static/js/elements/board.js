// The board. What it can do stands in ../board/: drag, carry by keyboard, pick several, follow other people's changes.
import { Carrying } from "alur/board/carrying.js";
import { Dragging } from "alur/board/dragging.js";
import { Following } from "alur/board/following.js";
import { Picking } from "alur/board/picking.js";

const FOLDED = "alur:folded";

class AlurBoard extends HTMLElement {
  connectedCallback() {
    this.board = this.querySelector("#board");
    this.dragging = new Dragging(this);
    this.carrying = new Carrying(this);
    this.picking = new Picking(this);
    this.following = new Following(this);
    this.dress();
    this.addEventListener("click", (event) => this.onFold(event));
    document.addEventListener("click", (event) => this.onTab(event));
    this.addEventListener("scroll", () => this.onScroll(), { capture: true, passive: true });
    this.onMade = (event) => this.show(event.detail.value);
    document.body.addEventListener("alur:made", this.onMade);
    this.following.start();
  }

  disconnectedCallback() {
    document.body.removeEventListener("alur:made", this.onMade);
    this.following.stop();
    this.dragging.stop();
  }

  get isReadOnly() {
    return this.board.hasAttribute("data-readonly");
  }

  // A card in someone's hand: nothing may be swapped under it.
  get isBusy() {
    return this.carrying.isCarrying || this.dragging.isDragging;
  }

  // New columns have come: make them work.
  dress() {
    this.fold();
    if (!this.isReadOnly) this.dragging.dress();
  }

  async move(card, column) {
    card.classList.add("card--lift");
    const values = { stage: column.dataset.stage, once: crypto.randomUUID().slice(0, 16) };
    await this.send("POST", `/deals/${card.dataset.deal}/stage/`, values);
    card.classList.remove("card--lift");
    // What was changed is being fetched by now; what was refused has to be put back.
    await (this.following.loading ?? this.following.refresh());
    // Whoever works on elsewhere meanwhile keeps the focus there.
    if (document.activeElement === document.body) this.focusCard(card.dataset.deal);
  }

  // Each request has a source of its own: htmx keeps only the last that waits behind another of the same element.
  async send(verb, address, values = {}) {
    const source = document.createElement("span");
    this.append(source);
    await htmx.ajax(verb, address, { target: "#modal", swap: "innerHTML", source, values });
    source.remove();
  }

  mark(column) {
    for (const one of this.board.querySelectorAll(".is-target")) one.classList.remove("is-target");
    column?.classList.add("is-target");
  }

  // On a phone its column may be another one than that in sight. The focus stays where it is: someone may type on.
  async show(id) {
    if (innerWidth > 720) return;
    await this.following.refresh();
    this.board.querySelector(`[data-deal="${id}"]`)?.scrollIntoView({ inline: "center", block: "center" });
  }

  focusCard(id) {
    this.board.querySelector(`[data-deal="${id}"] a`)?.focus();
  }

  onFold(event) {
    const fold = event.target.closest("[data-fold]");
    if (!fold) return;
    const stage = fold.closest(".col").dataset.stage;
    const folded = this.folded();
    folded.has(stage) ? folded.delete(stage) : folded.add(stage);
    localStorage.setItem(FOLDED, JSON.stringify([...folded]));
    this.fold();
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
    this.press(tab.dataset.tab);
  }

  // On phones one column fills the board; the tabs above say which.
  onScroll() {
    if (innerWidth > 720) return;
    const { left } = this.board.getBoundingClientRect();
    const columns = [...this.board.querySelectorAll("[data-stage]")];
    const away = (column) => Math.abs(column.getBoundingClientRect().left - left);
    const nearest = columns.reduce((best, one) => (away(one) < away(best) ? one : best), columns[0]);
    this.press(nearest?.dataset.stage);
  }

  press(stage) {
    for (const tab of document.querySelectorAll("[data-tab]"))
      tab.setAttribute("aria-pressed", String(tab.dataset.tab === stage));
  }
}

customElements.define("alur-board", AlurBoard);
