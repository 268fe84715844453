// A table's rows chosen together: [data-select="all"] in its head, [data-select] in each row, [data-bulk] for the bar.
const rowsOf = (form) => [...form.querySelectorAll("tbody [data-select]")];

const refresh = (form) => {
  const rows = rowsOf(form);
  const chosen = rows.filter((row) => row.checked).length;
  const all = form.querySelector('[data-select="all"]');
  if (all) {
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  const bar = form.querySelector("[data-bulk]");
  if (bar) bar.hidden = chosen === 0;
  for (const count of form.querySelectorAll("[data-bulk-count]")) {
    count.textContent = (chosen < 2 ? count.dataset.one : count.dataset.many).replace("%(num)s", chosen);
  }
};

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-select]");
  if (!box?.form) return;
  if (box.dataset.select === "all") for (const row of rowsOf(box.form)) row.checked = box.checked;
  refresh(box.form);
});

// Without script the bar stays visible; with it, only once something is chosen.
const refreshAll = () => {
  for (const bar of document.querySelectorAll("[data-bulk]")) refresh(bar.closest("form"));
};
refreshAll();
document.addEventListener("htmx:afterSettle", refreshAll);
