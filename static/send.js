// Says that a form is on its way, and lets a second press do nothing.
document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = form.querySelector("button[data-sending]");
    if (button) button.textContent = button.dataset.sending;
  });
});
// A page that Back brings out of the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-once]").forEach((form) => { delete form.dataset.sent; });
});
const problems = document.getElementById("problems");
if (problems) problems.focus();
