// Drag by mouse after 4 px and by touch after holding 250 ms. A card has no place of its own in a column.
import Sortable from "sortablejs";

const OPTIONS = {
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
};

export class Dragging {
  constructor(element) {
    this.element = element;
    this.isDragging = false;
    this.lists = [];
  }

  stop() {
    for (const one of this.lists) one.destroy();
    this.lists = [];
  }

  dress() {
    this.stop();
    const { board } = this.element;
    const options = {
      ...OPTIONS,
      onStart: () => {
        this.isDragging = true;
      },
      onMove: (event) => this.element.mark(event.to.closest(".col")),
      onEnd: (event) => this.onDrop(event),
    };
    for (const list of board.querySelectorAll(".col__list")) this.lists.push(Sortable.create(list, options));
    for (const outcome of board.querySelectorAll("[data-outcome]")) {
      this.lists.push(Sortable.create(outcome, { ...options, draggable: ".none" }));
    }
  }

  onDrop(event) {
    this.isDragging = false;
    this.element.mark(null);
    if (event.to === event.from) return;
    // The card waits where it was until the server has answered.
    event.from.insertBefore(event.item, event.from.children[event.oldIndex] ?? null);
    const column = event.to.closest(".col");
    if (column.dataset.outcome) {
      this.element.send("GET", `/deals/${event.item.dataset.deal}/closure/?outcome=${column.dataset.outcome}`);
    } else {
      this.element.move(event.item, column);
    }
  }
}
