// One toast at a time: says what happened, offers to undo it, waits while it is looked at.
const SECONDS = 8;
const KEPT = "alur:toast";
// The last change, for the key Z on the page one went on to; signing out forgets it.
const LAST = "alur:last";
const MINUTES = 5;
const LISTENS = "alur-board, alur-calendar, [data-rows], #forgotten";
// What stands at the foot of a page or a sheet, with the buttons that are pressed next.
const BARS = "dialog[open] .dialog__f, .dirtybar, .bulkbar, .wiz__foot, .thumb";

class AlurToast extends HTMLElement {
  connectedCallback() {
    document.body.addEventListener("alur:toast", (event) => this.show(event.detail));
    this.addEventListener("pointerenter", () => this.hold());
    this.addEventListener("pointerleave", () => this.wait());
    this.addEventListener("focusin", () => this.hold());
    this.addEventListener("focusout", () => this.wait());
    this.addEventListener("submit", (event) => this.undo(event));
    // The sheet that it stood above has gone.
    document.addEventListener("close", () => this.clear(), { capture: true });
    // What was undone on a page that had to be loaded again is said by the new one.
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    // A kept page tells no old news.
    if ("kept" in document.body.dataset) this.hidden = true;
    if (!this.hidden) this.clear();
    if (!this.hidden) this.wait();
    else if (kept) this.show(JSON.parse(kept));
    const form = this.querySelector("form");
    if (form && !this.hidden) remember(form.action);
  }

  show({ message, operation, error }) {
    const text = document.createElement("span");
    text.textContent = message;
    this.isError = Boolean(error);
    this.setAttribute("role", error ? "alert" : "status");
    this.lift();
    this.replaceChildren(text, ...(operation ? [this.undoForm(operation)] : []));
    if (operation) remember(`/operations/${operation}/undo/`);
    this.wait();
  }

  // Over an open dialog too, and seen before it has words: a reader says aloud only what is put into a region it knows.
  lift() {
    this.replaceChildren();
    this.hidden = false;
    this.clear();
    this.popover = "manual";
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover();
  }

  clear() {
    const bar = [...document.querySelectorAll(BARS)].find((one) => one.offsetHeight);
    this.style.setProperty("--over", `${bar?.offsetHeight ?? 0}px`);
  }

  undoForm(operation) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `/operations/${operation}/undo/`;
    const button = document.createElement("button");
    button.className = "toast__act";
    button.textContent = this.dataset.undo;
    const key = document.createElement("kbd");
    key.textContent = "Z";
    button.append(key);
    form.append(button);
    return form;
  }

  undo(event) {
    event.preventDefault();
    this.takeBack(event.target.action);
  }

  // What this toast offers to undo, else the last change of the pages before; false for none.
  undoLast() {
    const button = this.querySelector(".toast__act");
    const { action, at } = JSON.parse(sessionStorage.getItem(LAST) ?? "{}");
    if (button) button.click();
    else if (action && Date.now() - at < MINUTES * 60_000) this.takeBack(action);
    else return false;
    return true;
  }

  async takeBack(action) {
    sessionStorage.removeItem(LAST);
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const headers = { "X-Alur": "1", "X-CSRFToken": token };
    try {
      const answer = await fetch(action, { method: "POST", headers });
      if (!answer.ok) throw new Error(String(answer.status));
      const toast = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["alur:toast"];
      // A page that listens shows it by itself; the others are loaded again.
      const isAnew = !toast?.error && !document.querySelector(LISTENS);
      if (isAnew && toast) sessionStorage.setItem(KEPT, JSON.stringify(toast));
      else if (toast) this.show(toast);
      window.dispatchEvent(new Event("alur:changed"));
      if (isAnew) await anew();
    } catch {
      this.show({ message: document.body.dataset.undoFailed, error: true });
    }
  }

  hold() {
    clearTimeout(this.timer);
  }

  wait() {
    clearTimeout(this.timer);
    // A failure does not leave by itself.
    if (!this.isError) this.timer = setTimeout(() => this.toggleAttribute("hidden", true), SECONDS * 1000);
  }
}

function remember(action) {
  sessionStorage.setItem(LAST, JSON.stringify({ action, at: Date.now() }));
}

// The page once more; what was made and is undone has none any more, so one goes back to where it was made.
async function anew() {
  const { status } = await fetch(location.href, { method: "HEAD" });
  if (status !== 404) return location.reload();
  const isOurs = document.referrer.startsWith(`${location.origin}/`) && document.referrer !== location.href;
  location.replace(isOurs ? document.referrer : "/");
}

customElements.define("alur-toast", AlurToast);

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const isLine = failure === "htmx:sendError";
    // What a page asks by itself fails unsaid: the line above it says that there is no connection.
    const { verb, triggeringEvent } = event.detail.requestConfig ?? {};
    if (isLine && verb === "get" && !triggeringEvent?.isTrusted) return;
    const message = isLine ? document.body.dataset.offline : document.body.dataset.undoFailed;
    if (event.detail.xhr?.status !== 404 || !isLine) {
      document.body.dispatchEvent(new CustomEvent("alur:toast", { detail: { message, error: true } }));
    }
  });
}
