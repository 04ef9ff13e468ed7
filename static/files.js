// Says at once what is too large or too many, and how far files have been sent. Without it the form does the same, later.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "file") return;
  const { most, count, tooLarge, tooMany } = target.dataset, large = [...target.files].find((file) => file.size > most);
  const many = target.files.length > count ? tooMany : "";
  target.setCustomValidity(large ? tooLarge.replace("{name}", () => large.name) : many);
  target.reportValidity();
});

document.addEventListener("submit", (event) => {
  const form = event.target, [button, bar, lost] = ["button", "progress", "[role=alert]"].map((one) => form.querySelector(one));
  if (event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.going) return;
  form.dataset.going = "yes";
  const words = button.dataset.words ?? button.textContent, ask = new XMLHttpRequest();
  button.textContent = button.dataset.sending;
  lost.hidden = true;
  ask.upload.onprogress = (sent) => { bar.hidden = false; bar.value = 100 * sent.loaded / sent.total; };
  ask.onload = () => { ask.status < 400 ? location.assign(ask.responseURL + "#files") : put(ask.responseText); };
  ask.onerror = () => { bar.hidden = true; lost.hidden = false; button.textContent = words; delete form.dataset.sent; };
  ask.onloadend = () => { delete form.dataset.going; };
  ask.open("POST", form.action);
  ask.send(new FormData(form));
});

// What the server found wrong, in the place of the form.
function put(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  document.title = page.title;
  document.getElementById("problems")?.focus();
}
