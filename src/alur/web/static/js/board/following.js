// Other people's changes: asks for the position of the newest event, and fetches the columns when it has grown.
const POLL_MS = 1500;

export class Following {
  constructor(element) {
    this.element = element;
    this.position = element.dataset.position;
    this.loading = null;
    this.isAskedAgain = false;
  }

  start() {
    window.addEventListener("alur:changed", () => this.refresh());
    this.timer = setInterval(() => this.poll(), POLL_MS);
  }

  stop() {
    clearInterval(this.timer);
  }

  async poll() {
    if (document.hidden || this.element.isBusy || this.loading) return;
    try {
      const answer = await fetch("/position/", { headers: { "X-Alur": "1" } });
      if (!answer.ok || answer.redirected) return;
      if ((await answer.text()) !== this.position) await this.refresh();
    } catch {
      // The line is down: the next poll tries again.
    }
  }

  // One at a time; what is asked meanwhile is loaded once more after it, so that the last answer is the newest.
  refresh() {
    if (this.loading) this.isAskedAgain = true;
    else this.loading = this.load();
    return this.loading;
  }

  async load() {
    try {
      do {
        this.isAskedAgain = false;
        await this.loadOnce();
      } while (this.isAskedAgain);
    } catch {
      // The line is down: the next poll finds the position still behind.
    } finally {
      this.loading = null;
    }
  }

  async loadOnce() {
    const { element } = this;
    const headers = { "HX-Request": "true", "HX-Target": "board" };
    const answer = await fetch(`${element.dataset.address}&deep=${this.depths()}`, { headers });
    if (!answer.ok || answer.redirected) return;
    const columns = await answer.text();
    // What is in someone's hand stays there; the next poll finds the position still behind.
    if (element.isBusy) return;
    this.position = answer.headers.get("Alur-Position");
    this.swap(columns);
  }

  swap(columns) {
    const { board, picking } = this.element;
    const tops = new Map(this.lists().map((list) => [list.parentElement.dataset.stage, list.scrollTop]));
    const isInside = board.contains(document.activeElement);
    const focused = isInside && document.activeElement.closest("[data-deal]")?.dataset.deal;
    const picked = picking.picked;
    const left = board.scrollLeft;
    const fresh = document.createElement("template");
    fresh.innerHTML = columns;
    const overall = fresh.content.querySelector("[data-overall]");
    document.getElementById("overall")?.replaceChildren(...(overall?.content.childNodes ?? []));
    overall?.remove();
    this.keepTails(fresh.content);
    board.replaceChildren(fresh.content);
    htmx.process(board);
    this.element.dress();
    board.scrollLeft = left;
    for (const list of this.lists()) list.scrollTop = tops.get(list.parentElement.dataset.stage) ?? 0;
    picking.set(picked);
    if (focused) this.element.focusCard(focused);
  }

  // Columns that were scrolled down come anew as far as they were shown.
  depths() {
    const count = (list) => list.querySelectorAll("[data-deal]").length;
    return this.lists()
      .map((list) => `${list.parentElement.dataset.stage}.${count(list)}`)
      .join(",");
  }

  // Only so many cards of a column come anew: what was scrolled to further down stays below them.
  keepTails(fresh) {
    const known = new Set([...fresh.querySelectorAll("[data-deal]")].map((card) => card.dataset.deal));
    for (const old of this.lists()) {
      const list = fresh.querySelector(`[data-stage="${old.parentElement.dataset.stage}"] > .col__list`);
      const more = list?.querySelector(".col__more");
      if (!more) continue;
      const below = [...old.querySelectorAll("[data-deal]")].slice(list.querySelectorAll("[data-deal]").length);
      const tail = below.filter((card) => !known.has(card.dataset.deal));
      if (!tail.length) continue;
      more.parentElement.remove();
      list.append(...tail, ...[old.querySelector(".col__more")?.parentElement].filter(Boolean));
    }
  }

  lists() {
    return [...this.element.board.querySelectorAll("[data-stage] > .col__list")];
  }
}
