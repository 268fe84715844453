// [data-copy="#id"]: copies the value of a field, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Refused, or not a secure page: the text is selected, Ctrl+C does the rest.
    return;
  }
  const detail = { level: "success", message: document.body.dataset.textCopied };
  document.dispatchEvent(new CustomEvent("notify", { detail }));
});
