// form[data-quote]: the total of a booking while its options are chosen; the server counts again.
const euros = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
const vat = (cents, rate) => Math.floor((cents * rate + 5000) / 10000);

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-quote]");
  if (!form) return;
  const lines = [...form.querySelectorAll("[data-unit]")].map((field) => {
    const quantity = /^\d{1,4}$/.test(field.value.trim()) ? Number(field.value) : 0;
    return quantity * Number(field.dataset.unit);
  });
  const net = Number(form.dataset.net);
  const options = lines.reduce((sum, line) => sum + line, 0);
  const tax = [net, ...lines].reduce((sum, line) => sum + vat(line, Number(form.dataset.vat)), 0);
  const write = (name, cents) => {
    const place = form.querySelector(`[${name}]`);
    if (place) place.textContent = euros.format(cents / 100);
  };
  write("data-options", options);
  write("data-vat-total", tax);
  write("data-total", net + options + tax);
});
