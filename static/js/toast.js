// Announces what the server says in HX-Trigger ("notify"), and requests that failed, in the #toasts region.
const region = document.getElementById("toasts");
const texts = document.body.dataset;
const LIFETIME = { success: 6000, info: 6000, warning: 10000, error: 12000 };

const announce = (message, level) => {
  const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  for (const icon of toast.querySelectorAll("[data-level]")) {
    if (!icon.dataset.level.split(" ").includes(level)) icon.remove();
  }
  if (level === "error") toast.dataset.tone = "bad";
  toast.querySelector("[data-message]").textContent = message;
  toast.querySelector("button").addEventListener("click", () => toast.remove());
  region.append(toast);
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, LIFETIME[level]);
};

document.addEventListener("notify", (event) => {
  const { message, level } = event.detail;
  announce(message, level in LIFETIME ? level : "info");
});

// The server may have said why itself.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (!/"notify"/.test(xhr.getResponseHeader("HX-Trigger") ?? "")) announce(texts.textFailed, "error");
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => announce(texts.textOffline, "error"));
}
