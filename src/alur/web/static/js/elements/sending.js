// What a form sends, without a form on the page: for commands and keys.
export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

export function send(address, fields = {}) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  const here = location.pathname + location.search;
  const all = { csrfmiddlewaretoken: token(), once: crypto.randomUUID().slice(0, 16), next: here, ...fields };
  for (const [name, value] of Object.entries(all)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
