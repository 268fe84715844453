// While a form is on its way its button is busy, which also keeps a double click from sending it twice.
const done = (button) => button.removeAttribute("aria-busy");

document.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (event.defaultPrevented || !submitter || target.method !== "post") return;
  // After the event: a disabled or changed button would not be part of what is sent.
  setTimeout(() => submitter.setAttribute("aria-busy", "true"));
  // A download leaves the page where it is.
  setTimeout(() => done(submitter), 10000);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.requestConfig.triggeringEvent?.submitter?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const button = event.detail.requestConfig.triggeringEvent?.submitter;
  if (button) done(button);
});

// Coming back by the browser's cache finds no button still busy.
addEventListener("pageshow", () => document.querySelectorAll("[aria-busy=true][type=submit]").forEach(done));
