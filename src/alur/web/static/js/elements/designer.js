// Rows that are dragged or moved by Alt and arrows, what differs marked at once, a stage's criteria shown without asking
// the server. Order is the order of the rows' hidden fields; without script all of this is buttons.
import Sortable from "sortablejs";

class Designer extends HTMLElement {
  connectedCallback() {
    for (const rows of this.querySelectorAll("[data-rows]")) {
      const kinds = [".gate", ".stpedit, .stp:not(.stp--head)", ".stg:not(.stg--head)"];
      const draggable = kinds.find((kind) => rows.querySelector(kind));
      Sortable.create(rows, {
        handle: "[data-grip]",
        draggable,
        animation: 160,
        onEnd: (event) => this.tell(event.item),
      });
    }
    this.addEventListener("keydown", this);
    this.addEventListener("click", this);
    this.addEventListener("input", this);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.move(event);
    else if (event.type === "click") this.show(event);
    else if (event.target.dataset.old !== undefined) {
      const { value, dataset } = event.target;
      event.target.classList.toggle("is-dirty", value !== dataset.old);
    }
  }

  move(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest(".gate, .stpedit, .stp, .stg");
    const other = event.key === "ArrowUp" ? row?.previousElementSibling : row?.nextElementSibling;
    if (!other || other.matches(".stg--head, .stp--head")) return;
    event.preventDefault();
    if (event.key === "ArrowUp") other.before(row);
    else other.after(row);
    event.target.focus();
    this.tell(row);
  }

  show(event) {
    const key = event.target.closest("[data-show]")?.dataset.show;
    if (!key) return;
    event.preventDefault();
    this.closest("form").elements.shown.value = key;
    for (const panel of this.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== key;
    for (const row of this.querySelectorAll("[data-stage]"))
      row.toggleAttribute("aria-current", row.dataset.stage === key);
    this.querySelector(`[data-panel="${key}"]`).scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  tell(row) {
    row.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("alur-designer", Designer);
