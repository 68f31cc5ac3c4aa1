// Rows that stand in an order of their own: dragged by their grip, or moved by Alt and arrows on it. Each move is sent.
import Sortable from "sortablejs";

class Order extends HTMLElement {
  connectedCallback() {
    const rows = this.querySelector("[data-ordered]");
    Sortable.create(rows, {
      handle: "[data-grip]",
      animation: 160,
      onEnd: ({ oldIndex, newIndex }) => oldIndex !== newIndex && this.send(),
    });
    this.addEventListener("keydown", (event) => this.move(event));
  }

  move(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest("[data-ordered] > *");
    const other = event.key === "ArrowUp" ? row?.previousElementSibling : row?.nextElementSibling;
    if (!other) return;
    event.preventDefault();
    if (event.key === "ArrowUp") other.before(row);
    else other.after(row);
    event.target.focus();
    this.send();
  }

  send() {
    this.querySelector("form").requestSubmit();
  }
}

customElements.define("alur-order", Order);
