// What another app handed over waits on the device, until a form takes it along; once it is kept, it waits no more.
const SENT = "alur:shared";

async function waiting() {
  const shared = await caches.open("shared");
  const found = [];
  for (const request of await shared.keys()) {
    const kept = await shared.match(request);
    const name = decodeURIComponent(kept.headers.get("Alur-Name") ?? "");
    const type = kept.headers.get("Content-Type");
    found.push({ address: new URL(request.url).pathname, file: new File([await kept.blob()], name, { type }) });
  }
  return found;
}

async function fill(within) {
  for (const field of within.querySelectorAll("input[data-shared]")) {
    const found = await waiting();
    const all = new DataTransfer();
    for (const { file } of found) all.items.add(file);
    field.files = all.files;
    const place = field.closest("[data-shared-files]");
    const list = place.querySelector("ul");
    list.replaceChildren(...found.map((one) => row(one, list.dataset.drop)));
    place.querySelector("[data-gone]").hidden = found.length > 0;
    place.querySelector("[data-waits]").hidden = found.length === 0;
  }
}

function row({ address, file }, drop) {
  const line = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: address, alt: file.name });
    line.append(picture);
  } else line.textContent = file.name;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", drop.replace("{}", file.name));
  button.dataset.leaveOut = address;
  line.append(button);
  return line;
}

document.addEventListener("click", async (event) => {
  const address = event.target.dataset?.leaveOut;
  if (!address) return;
  await (await caches.open("shared")).delete(address);
  await fill(document);
});
document.addEventListener("submit", (event) => {
  if (event.target.querySelector("input[data-shared]")?.files.length) sessionStorage.setItem(SENT, "1");
});
document.addEventListener("htmx:afterSwap", (event) => fill(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  // What is only looked up while one types may be broken off by the sending itself; what leads on counts as done.
  const { requestConfig, xhr } = event.detail;
  if (requestConfig.verb === "post" && (xhr.status < 200 || xhr.status > 299)) sessionStorage.removeItem(SENT);
});

// The next page: with the form again it was refused, without it all is kept.
if (sessionStorage.getItem(SENT) && !("offlinePage" in document.body.dataset)) {
  if (!document.querySelector("input[data-shared]")) caches.delete("shared");
  sessionStorage.removeItem(SENT);
}
fill(document);
