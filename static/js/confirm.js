// form[data-confirm="question"]: asks in the page's #confirm dialog before the form goes, by htmx or not.
const dialog = document.getElementById("confirm");
let asking = null;

// Capturing, so that it comes before htmx's own listener on the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!dialog || !form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  asking = { form, submitter: event.submitter };
  dialog.querySelector("[data-question]").textContent = form.dataset.confirm;
  dialog.querySelector("[value=yes]").textContent = event.submitter?.textContent.trim() || form.dataset.confirm;
  dialog.returnValue = "";
  dialog.showModal();
}, true);

dialog?.addEventListener("close", () => {
  const { form, submitter } = asking ?? {};
  asking = null;
  if (!form || dialog.returnValue !== "yes") return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
});
