// The calendar: what is planned is dragged to another time, by pointer or by keyboard; both send what the form sends.
// A click on a free time opens the form for it.
const SNAP = 15;
const HALF_AN_HOUR = 30;
const START_PX = 4;

class AlurCalendar extends HTMLElement {
  connectedCallback() {
    this.live = document.getElementById("live");
    this.addEventListener("pointerdown", (event) => this.onDown(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("click", (event) => this.onClick(event), true);
    this.scrollToNow();
  }

  say(text, values = {}) {
    this.live.textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  scrollToNow() {
    const scroller = this.querySelector(".week__b");
    const now = this.querySelector(".nowline");
    if (scroller && now) scroller.scrollTop = Math.max(0, now.offsetTop - scroller.clientHeight / 2);
  }

  // Places ------------------------------------------------------------------
  days() {
    return [...this.querySelectorAll(".day, .mday")];
  }

  minutesAt(day, y) {
    const hours = Number(day.dataset.hours);
    const box = day.getBoundingClientRect();
    const minutes = ((y - box.top) / box.height) * hours * 60;
    return Math.round(Math.min(hours * 60 - SNAP, Math.max(0, minutes)) / SNAP) * SNAP;
  }

  clock(day, minutes) {
    const all = Number(day.dataset.first) * 60 + minutes;
    return `${String(Math.floor(all / 60)).padStart(2, "0")}:${String(all % 60).padStart(2, "0")}`;
  }

  spoken(day, minutes) {
    const clock = this.clock(day, minutes);
    return document.documentElement.lang === "id" ? clock.replace(":", ".") : clock;
  }

  ghostAt(day, minutes) {
    this.ghost ??= Object.assign(document.createElement("div"), { className: "ev ev--ghost" });
    const length = Math.max(20, Math.round(Number(this.lifted.dataset.minutes ?? 30) / 5) * 5);
    this.ghost.className = `ev ev--ghost at-${minutes} for-${Math.min(length, 1440)}`;
    this.ghost.textContent = `${this.spoken(day, minutes)} ${this.lifted.dataset.name}`;
    if (this.ghost.parentElement !== day) day.append(this.ghost);
  }

  target(place) {
    for (const one of this.querySelectorAll(".is-target")) one.classList.remove("is-target");
    this.place = place;
    if (!place) return this.ghost?.remove();
    if (place.minutes === undefined) {
      this.ghost?.remove();
      place.day.classList.add("is-target");
    } else this.ghostAt(place.day, place.minutes);
  }

  // Pointer -----------------------------------------------------------------
  onDown(event) {
    const lifted = event.target.closest("[data-activity], [data-deal]");
    if (!lifted || event.button !== 0 || event.target.closest("button, [data-open]") || event.pointerType === "touch")
      return;
    const start = { x: event.clientX, y: event.clientY };
    const grip = lifted.matches(".ev") ? event.clientY - lifted.getBoundingClientRect().top : 0;
    const move = (moved) => {
      if (!this.lifted) {
        if (Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < START_PX) return;
        this.lift(lifted);
      }
      moved.preventDefault();
      const under = document.elementFromPoint(moved.clientX, moved.clientY);
      const day = under?.closest(".day, .mday, [data-all]");
      if (!day || !this.contains(day)) return this.target(null);
      this.target(day.dataset.hours ? { day, minutes: this.minutesAt(day, moved.clientY - grip) } : { day });
    };
    const stop = (dropped) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("keydown", cancel, true);
      if (!this.lifted) return;
      this.wasDragged = true;
      setTimeout(() => {
        this.wasDragged = false;
      });
      dropped ? this.drop() : this.putBack();
    };
    const cancel = (key) => {
      if (key.key !== "Escape") return;
      key.stopPropagation();
      stop(null);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
    window.addEventListener("keydown", cancel, true);
    if (lifted.matches("a")) lifted.addEventListener("dragstart", (drag) => drag.preventDefault(), { once: true });
  }

  // A drag ends in a click: that one opens nothing.
  onClick(event) {
    if (this.wasDragged) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.target.matches(".day") && "plans" in this.dataset) {
      const minutes = this.minutesAt(event.target, event.clientY - SNAP / 2);
      const time = this.clock(event.target, minutes - (minutes % HALF_AN_HOUR));
      this.ask({ due_on: event.target.dataset.day, due_time: time });
    }
  }

  // Keyboard ----------------------------------------------------------------
  onKey(event) {
    const one = event.target.closest?.("[data-activity]");
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      this.lifted ? this.drop() : this.liftByKey(one);
    } else if (this.lifted) this.carry(event);
  }

  liftByKey(one) {
    const day = one.closest(".day, .mday");
    if (!day) return;
    this.lift(one);
    const top = /\bat-(\d+)\b/.exec(one.className);
    this.target(top ? { day, minutes: Number(top[1]) } : { day });
    this.say(this.dataset.lifted, { name: one.dataset.name });
  }

  carry(event) {
    const days = this.days();
    const { day, minutes } = this.place ?? {};
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter") this.drop();
    else if (event.key === "Escape") this.putBack();
    else if (day && (across || along)) {
      const step = across ?? (minutes === undefined ? along * 7 : 0);
      const next = days[days.indexOf(day) + step] ?? day;
      const later = minutes === undefined || across ? minutes : minutes + along * SNAP;
      const most = Number(day.dataset.hours) * 60 - SNAP;
      this.target({ day: next, minutes: later === undefined ? undefined : Math.min(most, Math.max(0, later)) });
      const time = later === undefined ? "" : this.spoken(next, this.place.minutes);
      this.say(this.dataset.at, { day: next.dataset.spoken, time });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Both --------------------------------------------------------------------
  lift(one) {
    this.lifted = one;
    one.classList.add("is-lifted");
  }

  settle() {
    const { lifted, place } = this;
    this.target(null);
    this.ghost = null;
    lifted.classList.remove("is-lifted");
    this.lifted = null;
    return { lifted, place };
  }

  putBack() {
    const { lifted } = this.settle();
    lifted.focus?.();
    this.say(this.dataset.back);
  }

  drop() {
    const { lifted, place } = this.settle();
    if (!place) return this.say(this.dataset.back);
    const { day, minutes } = place;
    const on = day.dataset.day;
    const own = "all" in day.dataset ? "" : lifted.dataset.clock;
    const time = minutes === undefined ? (own ?? "") : this.clock(day, minutes);
    if (lifted.dataset.deal) {
      this.ask({ deal: lifted.dataset.deal, due_on: on, ...(time && { due_time: time }) });
      return;
    }
    const values = { due_on: on, due_time: time, once: crypto.randomUUID().slice(0, 16) };
    htmx.ajax("POST", `/activities/${lifted.dataset.activity}/time/`, {
      target: "#modal",
      swap: "innerHTML",
      source: document.body,
      values,
    });
    AlurCalendar.focusNext = lifted.id;
  }

  // The form of a new one, filled in so far.
  ask(known) {
    const address = `/activities/new/?${new URLSearchParams(known)}`;
    htmx.ajax("GET", address, { target: "#modal", swap: "innerHTML", source: document.body });
  }
}

customElements.define("alur-calendar", AlurCalendar);

// What was moved has the focus again where it stands now; the week stays scrolled as it was.
let scrolled = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.matches?.("alur-calendar")) scrolled = document.querySelector(".week__b")?.scrollTop ?? 0;
});
document.addEventListener("htmx:afterSettle", () => {
  const scroller = document.querySelector(".week__b");
  if (scroller && scrolled) scroller.scrollTop = scrolled;
  scrolled = 0;
  const moved = AlurCalendar.focusNext && document.getElementById(AlurCalendar.focusNext);
  if (moved) {
    moved.focus({ preventScroll: true });
    AlurCalendar.focusNext = null;
  }
});
