// Passkeys: has the browser answer the portal's question, and sends the answer with the form.
// Without it the buttons stay away, and the password and the code do the same.
const toBytes = (words) =>
  Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toWords = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

// A question about a person makes a passkey for them; any other shows one.
function ask(question) {
  const publicKey = { ...question, challenge: toBytes(question.challenge) };
  if (!question.user) {
    return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: named(question.allowCredentials) } });
  }
  const user = { ...question.user, id: toBytes(question.user.id) };
  return navigator.credentials.create({
    publicKey: { ...publicKey, user, excludeCredentials: named(question.excludeCredentials) },
  });
}

function answer(key) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[part]) response[part] = toWords(key.response[part]);
  }
  return JSON.stringify({ id: key.id, rawId: toWords(key.rawId), type: key.type, response });
}

async function answered(part, form) {
  if (part.dataset.asking) return; // the device asks already
  part.dataset.asking = "yes";
  const said = part.querySelector("[data-said]");
  said.textContent = "";
  try {
    const asked = await fetch(part.dataset.passkey, { method: "POST", body: new FormData(form), redirect: "error" });
    if (asked.status === 422) return form.submit(); // the page says what is wrong with the form
    if (!asked.ok) throw new Error(asked.statusText);
    part.querySelector("input").value = answer(await ask(await asked.json()));
    form.submit();
  } catch {
    said.textContent = part.dataset.failed;
  }
  delete part.dataset.asking;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-without-passkeys]").forEach((words) => { words.hidden = true; });
  document.querySelectorAll("[data-passkey]").forEach((part) => {
    const button = part.querySelector("button");
    part.hidden = false;
    button.form.addEventListener("submit", (event) => {
      if (event.submitter !== button) return;
      event.preventDefault();
      answered(part, button.form);
    });
  });
}
