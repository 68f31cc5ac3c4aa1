// Without a connection: says so, lets kept pages be read, sends nothing, and keeps what was typed.
const UNSENT = "alur:unsent";
const body = document.body;
const bar = document.getElementById("offline");
const isKept = "kept" in body.dataset;

if ("serviceWorker" in navigator && bar) navigator.serviceWorker.register("/service-worker.js").catch(() => {});

function isOffline() {
  return isKept || !navigator.onLine;
}

function tell() {
  if (!bar) return;
  const when = isKept ? new Date(body.dataset.kept) : null;
  const text = isKept ? bar.dataset.keptSince.replace("{when}", moment(when)) : bar.dataset.lost;
  bar.querySelector("span").textContent = isOffline() ? text : "";
  bar.hidden = !isOffline();
  bar.querySelector("a").hidden = !navigator.onLine;
  // The page's own bar stands below it, with its way back.
  document.documentElement.style.setProperty("--told", `${bar.offsetHeight}px`);
}

function moment(when) {
  const language = document.documentElement.lang;
  const isToday = when.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: "numeric", month: "short" };
  return when.toLocaleString(language, { hour: "2-digit", minute: "2-digit", ...day });
}

// A kept page's form may have been sent before: sent again under the same mark, it would count as a repetition.
if (isKept) {
  for (const mark of document.querySelectorAll("input[name=once]")) mark.value = crypto.randomUUID().slice(0, 16);
}

function fieldsOf(form) {
  const secret = new Set(["csrfmiddlewaretoken", "once"]);
  for (const field of form.querySelectorAll("[type=password], [type=file]")) secret.add(field.name);
  return [...new FormData(form)].filter(([name, value]) => !secret.has(name) && typeof value === "string");
}

function say(message) {
  body.dispatchEvent(new CustomEvent("alur:toast", { detail: { message, error: true } }));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.action.endsWith("/sign-out/")) return sessionStorage.clear();
  if (isOffline()) {
    event.preventDefault();
    say(bar?.dataset.unsent);
    return;
  }
  const entry = { path: location.pathname, action: form.action, fields: fieldsOf(form) };
  sessionStorage.setItem(UNSENT, JSON.stringify(entry));
});

function unsent() {
  return JSON.parse(sessionStorage.getItem(UNSENT) ?? "null");
}

// The way back from a form that never arrived: it stands filled in again.
function restore() {
  const entry = unsent();
  if (!entry) return;
  if (!entry.hasFailed || entry.path !== location.pathname) {
    if (!entry.hasFailed) sessionStorage.removeItem(UNSENT);
    return;
  }
  const form = [...document.forms].find((one) => one.action === entry.action && one.method === "post");
  if (!form) return;
  for (const [name, value] of entry.fields) {
    const field = form.elements[name];
    if (!field) continue;
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  sessionStorage.removeItem(UNSENT);
  say(bar.dataset.back);
}

async function standIn() {
  const isRefused = "refused" in body.dataset;
  for (const one of document.querySelectorAll("[data-when]"))
    one.hidden = (one.dataset.when === "refused") !== isRefused;
  document.querySelector("[data-again]").href = isRefused ? "/" : location.href;
  const entry = unsent();
  if (isRefused && entry) {
    sessionStorage.setItem(UNSENT, JSON.stringify({ ...entry, hasFailed: true }));
    const back = document.querySelector("[data-back]");
    back.href = entry.path;
    back.hidden = false;
  }
  await listKept(document.querySelector("[data-kept-list]"));
}

async function listKept(section) {
  const pages = await caches.open("pages");
  for (const request of (await pages.keys()).reverse()) {
    const answer = await pages.match(request);
    const title = /<title>(.*?) · Alur<\/title>/.exec(await answer.text())?.[1];
    if (!title) continue;
    const link = document.createElement("a");
    link.className = "link grow";
    link.href = request.url;
    link.textContent = new DOMParser().parseFromString(title, "text/html").body.textContent;
    const row = document.createElement("li");
    row.append(link, moment(new Date(answer.headers.get("Alur-Kept-At"))));
    section.querySelector("ul").append(row);
    section.hidden = false;
  }
}

if ("offlinePage" in body.dataset) standIn();
else restore();
tell();
window.addEventListener("online", tell);
window.addEventListener("offline", tell);
if (location.pathname.startsWith("/sign-in/")) sessionStorage.clear();
