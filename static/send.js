// Says that a form is on its way, and lets a second press do nothing.
document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = form.querySelector("button[data-sending]");
    if (!button) return;
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.sending;
  });
});
// A page that Back brings out of the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  document.querySelectorAll("button[data-words]").forEach((button) => { button.textContent = button.dataset.words; });
});
// Where autofocus works on any element, the summary of errors has the focus already.
if (!("autofocus" in HTMLElement.prototype)) document.getElementById("problems")?.focus();
