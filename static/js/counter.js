// textarea[data-counter="#id"]: how much of maxlength is used, told once typing pauses.
const waiting = new WeakMap();

const tell = (field) => {
  const output = document.querySelector(field.dataset.counter);
  if (!output) return;
  output.textContent = output.dataset.text.replace("%(used)s", field.value.length).replace("%(max)s", field.maxLength);
};

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-counter]");
  if (!field) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(tell, 400, field));
});
