// Keeps the shell and the pages last seen, so that they can be read without a connection. It writes nothing for anyone:
// what is sent goes to the server or is refused. VERSION and SHELL are put above by the server.
/* global VERSION, SHELL */
const FILES = `files-${VERSION}`;
const PAGES = "pages";
const READER = "/-/reader";
const MOST_PAGES = 60;
const MOST_SHARED = 10;
const LONGEST_CARD = 6000;
const A_DAY = 24 * 3600 * 1000;
// All else that is handed over is never drawn, only sent on.
const PICTURES = /^image\/(jpeg|png|gif|webp|heic|heif)$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
// Whoever signs out, or goes on in another workspace, leaves nothing behind.
const FORGETS = new Set(["/sign-out/", "/workspace/", "/workspaces/"]);

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function install() {
  const cache = await caches.open(FILES);
  await Promise.all(SHELL.map((path) => cache.add(new Request(path, { cache: "reload" })).catch(() => {})));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name !== FILES && name !== PAGES && name !== "shared") await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/share/") event.respondWith(share(request));
  else if (request.method !== "GET") {
    if (FORGETS.has(url.pathname)) event.respondWith(leave(request));
    else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => instead("data-refused")));
  } else if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
  else if (url.pathname.startsWith("/-/shared/")) event.respondWith(photo(request));
  else if (request.mode === "navigate") {
    event.waitUntil(expire());
    event.respondWith(page(event));
  }
});

// Without a connection too: nothing is left to be read, and the page says that the leave itself was not sent.
async function leave(request) {
  try {
    return await fetch(request);
  } catch {
    return instead("data-refused");
  } finally {
    await forget();
  }
}

function forget() {
  return Promise.all([caches.delete(PAGES), caches.delete("shared")]);
}

async function file(request, url) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request);
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch {
    return (await stored(event.request)) ?? instead("data-missing");
  }
}

// The server says whose page it is: those of someone else go, and what it says not to store is not kept.
async function keep(request, answer) {
  if (answer.type === "opaqueredirect") return;
  const reader = answer.headers.get("Alur-Reader");
  const cache = await caches.open(PAGES);
  const before = await (await cache.match(READER))?.text();
  if (before !== undefined && before !== (reader ?? "")) await caches.delete(PAGES);
  if (reader) await leaveOthers(reader);
  if (!reader || !answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  if (answer.headers.get("Cache-Control")?.includes("no-store")) return;
  const pages = await caches.open(PAGES);
  await pages.put(READER, new Response(reader));
  const headers = new Headers(answer.headers);
  headers.set("Alur-Kept-At", new Date().toISOString());
  await pages.delete(request.url);
  await pages.put(request.url, new Response(await answer.blob(), { headers }));
  const kept = (await pages.keys()).filter((one) => !one.url.endsWith(READER));
  for (const old of kept.slice(0, -MOST_PAGES)) await pages.delete(old);
}

// What someone shared whose session had ended waits until they sign in again; whoever else does never sees it.
async function leaveOthers(reader) {
  if (!(await caches.has("shared"))) return;
  const shared = await caches.open("shared");
  for (const one of await shared.keys()) {
    const whose = (await shared.match(one))?.headers.get("Alur-Reader");
    if (whose && whose !== reader) await shared.delete(one);
  }
}

async function stored(request) {
  const pages = await caches.open(PAGES);
  const kept = (await pages.match(request.url)) ?? (await pages.match(request.url, { ignoreSearch: true }));
  return kept ? marked(kept, `data-kept="${kept.headers.get("Alur-Kept-At")}"`, 200) : null;
}

async function instead(mark) {
  const kept = await (await caches.open(FILES)).match("/offline/");
  return kept ? marked(kept, mark, 503) : Response.error();
}

async function marked(answer, mark, status) {
  const html = (await answer.text()).replace("<body", `<body ${mark}`);
  return new Response(html, { status, headers: answer.headers });
}

// What another app hands over waits here for the page that asks what to do with it.
async function share(request) {
  const form = await request.formData();
  const query = new URLSearchParams();
  for (const name of ["title", "text", "url"]) if (form.get(name)) query.set(name, form.get(name));
  // What was shared before and has no place yet stays beside it.
  const shared = await caches.open("shared");
  const reader = (await (await (await caches.open(PAGES)).match(READER))?.text()) ?? "";
  const now = Date.now();
  let count = 0;
  for (const file of form.getAll("files")) {
    if (!(file instanceof File)) continue;
    if (/vcard|directory/.test(file.type) || file.name.endsWith(".vcf"))
      query.append("card", lean(await file.text()).slice(0, LONGEST_CARD));
    else if (count < MOST_SHARED) {
      const headers = {
        "Content-Type": PICTURES.test(file.type) ? file.type : "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Alur-Name": encodeURIComponent(file.name),
        "Alur-Reader": reader,
        "Alur-Kept-At": new Date(now).toISOString(),
      };
      await shared.put(`/-/shared/${now}-${count}`, new Response(file, { headers }));
      count += 1;
    }
  }
  if (count) query.set("files", String(count));
  return Response.redirect(`/share/?${query}`, 303);
}

// A contact goes on in an address: without its picture, which is longer than any address may be.
function lean(card) {
  let isPicture = false;
  const isTold = (line) => {
    if (/^([\w-]+\.)?(PHOTO|LOGO|SOUND|KEY)[;:]/i.test(line)) isPicture = true;
    else if (isPicture && /^\S.*[:;]/.test(line)) isPicture = false;
    return !isPicture && line;
  };
  return card.split(/\r?\n/).filter(isTold).join("\n");
}

async function photo(request) {
  return (await (await caches.open("shared")).match(request)) ?? new Response(null, { status: 404 });
}

// What nobody chose a place for goes after a day.
async function expire() {
  if (!(await caches.has("shared"))) return;
  const shared = await caches.open("shared");
  for (const one of await shared.keys()) {
    const kept = await shared.match(one);
    if (!(Date.now() - Date.parse(kept?.headers.get("Alur-Kept-At")) < A_DAY)) await shared.delete(one);
  }
}
