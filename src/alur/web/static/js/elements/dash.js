// Blocks of a page that is composed: dragged by their grip, or moved by arrow keys on it. Their order is the order of
// their hidden fields; without script each has buttons in its menu.
import Sortable from "sortablejs";

const EARLIER = ["ArrowLeft", "ArrowUp"];
const LATER = ["ArrowRight", "ArrowDown"];

class Dash extends HTMLElement {
  connectedCallback() {
    for (const grip of this.querySelectorAll("[data-grip]")) grip.hidden = false;
    this.sortable = Sortable.create(this, {
      handle: "[data-grip]",
      draggable: "[data-block]",
      animation: 160,
      onEnd: (event) => this.tell(event.item),
    });
    this.addEventListener("keydown", this);
    // A button in a block's menu brought a new page of blocks, and went with the old one.
    if (document.activeElement === document.body)
      this.querySelector(".blk--sel summary")?.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.sortable?.destroy();
  }

  handleEvent(event) {
    const grip = event.target.closest("[data-grip]");
    const isEarlier = EARLIER.includes(event.key);
    if (!grip || (!isEarlier && !LATER.includes(event.key))) return;
    event.preventDefault();
    const block = grip.closest("[data-block]");
    const other = isEarlier ? block.previousElementSibling : block.nextElementSibling;
    if (!other) return;
    if (isEarlier) other.before(block);
    else other.after(block);
    grip.focus();
    this.tell(block);
  }

  tell(block) {
    const blocks = [...this.querySelectorAll("[data-block]")];
    const words = { name: block.dataset.name, place: blocks.indexOf(block) + 1, count: blocks.length };
    document.getElementById("live").textContent = this.dataset.moved.replace(/\{(\w+)\}/g, (_, key) => words[key]);
    document.querySelector(".dirtybar[data-clean]")?.removeAttribute("data-clean");
  }
}

customElements.define("alur-dash", Dash);
