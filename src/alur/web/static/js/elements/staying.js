// A form that leads back to its own page leaves the reader where they were, not at the head of a long page.
const PLACE = "alur:place";
const BRIEF_MS = 60_000;
const TITLES = "main [id^=h-]";

function kept() {
  return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
}

// The titles before the form, its own first: what a save adds or takes away further up moves the form.
function titles(form) {
  const isBefore = (one) => form.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
  return [...document.querySelectorAll(TITLES)].filter(isBefore).reverse();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    // What came back refused stands at its own address: the page that it leads to is still the one before.
    const isRefused = document.querySelector("main [aria-invalid=true], main .form-error");
    const path = (isRefused && kept()?.path) || location.pathname;
    const marks = form.closest("main") ? titles(form) : [];
    const place = { path, top: scrollY, above: marks[0]?.getBoundingClientRect().top, at: Date.now() };
    sessionStorage.setItem(PLACE, JSON.stringify({ ...place, marks: marks.map((one) => one.id) }));
  },
  { capture: true },
);

function restore({ top, above, marks }) {
  const [own, ...before] = marks.map((id) => document.getElementById(id));
  const near = before.find(Boolean)?.closest("section")?.nextElementSibling;
  if (own) scrollBy(0, own.getBoundingClientRect().top - above);
  // Its own part has gone or has become another one: that stands after the one before it.
  else if (marks.length && near) near.scrollIntoView();
  else scrollTo(0, top);
}

const place = kept();
if (place?.path === location.pathname && Date.now() - place.at < BRIEF_MS && !location.hash) {
  sessionStorage.removeItem(PLACE);
  restore(place);
}
