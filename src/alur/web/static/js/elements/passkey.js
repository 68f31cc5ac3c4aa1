// Asks the browser for a passkey and puts its answer into the form, which is then sent like any other.
const LETTERS = { "+": "-", "/": "_", "=": "" };

function toBytes(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  if (!buffer) return undefined;
  let letters = "";
  for (const byte of new Uint8Array(buffer)) letters += String.fromCharCode(byte);
  return btoa(letters).replace(/[+/=]/g, (letter) => LETTERS[letter]);
}

function asked(options) {
  const wanted = options.publicKey;
  wanted.challenge = toBytes(wanted.challenge);
  if (wanted.user) wanted.user.id = toBytes(wanted.user.id);
  for (const key of [...(wanted.excludeCredentials ?? []), ...(wanted.allowCredentials ?? [])])
    key.id = toBytes(key.id);
  return { publicKey: wanted };
}

function answered(key) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = key.response;
  const response = {};
  for (const [name, part] of Object.entries({
    clientDataJSON,
    attestationObject,
    authenticatorData,
    signature,
    userHandle,
  })) {
    if (part) response[name] = toText(part);
  }
  return { id: key.id, rawId: toText(key.rawId), type: key.type, response, clientExtensionResults: {} };
}

async function optionsOf(form) {
  if (form.dataset.asks) return JSON.parse(form.dataset.asks);
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(form) {
  const failed = form.querySelector("[role=alert][hidden], [role=alert]:last-of-type");
  try {
    const key = await navigator.credentials[form.dataset.passkey](asked(await optionsOf(form)));
    form.elements.answer.value = JSON.stringify(answered(key));
    form.submit();
  } catch {
    failed.textContent = form.dataset.failed;
    failed.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) form.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  for (const button of form.querySelectorAll("button[type=button]")) button.addEventListener("click", () => ask(form));
}
