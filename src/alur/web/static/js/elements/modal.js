// Dialogs come from the server into one native <dialog>; what was typed in one that is closed is kept.
const modal = document.getElementById("modal");
const drafts = new Map();
let opener = null;
let way = ""; // where what stands in the dialog came from, to find its opener again when the page was shown anew
let keeps = true;
let sent = null;
let late = [];

function draftOf(form) {
  const fields = new FormData(form);
  for (const name of ["once", "csrfmiddlewaretoken"]) fields.delete(name);
  return [...fields];
}

function fill(form, draft) {
  for (const [name, value] of draft) {
    const field = form.elements[name];
    if (!field || typeof value !== "string") continue;
    if (field instanceof RadioNodeList || field.type !== "checkbox") field.value = value;
  }
}

function keepDraft() {
  const form = modal.querySelector("form[data-draft]");
  if (form) drafts.set(form.dataset.draft, draftOf(form));
}

export function closeModal({ keep = true } = {}) {
  if (!modal?.open) return;
  keeps = keep;
  modal.close();
}

modal?.addEventListener("close", () => {
  if (keeps) keepDraft();
  keeps = true;
  modal.replaceChildren();
  const again = opener?.isConnected ? opener : document.querySelector(`[hx-get="${CSS.escape(way)}"]`);
  again?.focus();
  opener = null;
});
modal?.addEventListener("click", (event) => {
  if (event.target === modal || event.target.closest("[data-close]")) closeModal();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target !== modal) return;
  if (!modal.open) {
    const active = document.activeElement;
    opener = active?.closest(".drop > .menu")?.parentElement.querySelector("summary") ?? active;
    way = event.detail.elt.getAttribute("hx-get") ?? "";
  }
  sent = event.detail.elt.matches("form") ? draftOf(event.detail.elt).map(String) : null;
});

// What was typed while the form was on its way goes into the one that comes back.
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.target === modal && modal.querySelector("form");
  late = form && sent ? draftOf(form).filter((pair) => !sent.includes(String(pair))) : [];
  sent = null;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== modal || !modal.firstElementChild) return;
  if (!modal.open) modal.showModal();
  const title = modal.querySelector("h2[id]");
  if (title) modal.setAttribute("aria-labelledby", title.id);
  else modal.removeAttribute("aria-labelledby");
  const form = modal.querySelector("form");
  const isNew = event.detail.requestConfig.verb === "get";
  if (form) fill(form, isNew ? (drafts.get(form.dataset.draft) ?? []) : late);
  const wrong = modal.querySelector("[aria-invalid=true]");
  // htmx gives the focus to [autofocus] after this; what is wrong goes before it.
  if (wrong) for (const one of modal.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
  const first = wrong ?? modal.querySelector("[autofocus], [data-first]");
  (first ?? modal.querySelector("input:not([type=hidden]), select, textarea, button:not([data-close])"))?.focus();
});

// 204 to something sent from the dialog: it is done.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status !== 204 || event.detail.target !== modal) return;
  const form = modal.querySelector("form[data-draft]");
  if (form) drafts.delete(form.dataset.draft);
  closeModal({ keep: false });
  window.dispatchEvent(new Event("alur:changed"));
});

// A form is sent once: its buttons rest while it is on its way. What is looked up while one types is no sending.
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.verb !== "get" && event.detail.elt.closest?.("form");
  if (form) setTimeout(() => rest(form, true));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.verb !== "get" && event.detail.elt?.closest?.("form");
  if (form) rest(form, false);
});

function rest(form, isResting) {
  for (const button of form.querySelectorAll("button:not([data-close])")) {
    if (isResting && !button.disabled) {
      button.disabled = true;
      button.dataset.resting = "";
    } else if (!isResting && "resting" in button.dataset) {
      button.disabled = false;
      delete button.dataset.resting;
    }
  }
}
