// time[data-hold]: what is left of a hold, ring and digits, told once two minutes before its end.
const SOON = 120;

const left = (clock) => Math.max(0, Math.round((Date.parse(clock.dataset.hold) - Date.now()) / 1000));

const show = (clock) => {
  const seconds = left(clock);
  const hours = Math.floor(seconds / 3600);
  const digits = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  clock.textContent = seconds ? (hours ? [hours, ...digits] : digits).join(":") : clock.dataset.holdOver;
  const box = clock.closest(".hold");
  const whole = (Date.parse(clock.dataset.hold) - Date.parse(clock.dataset.holdFrom)) / 1000;
  box.querySelector("[data-hold-ring]").setAttribute("stroke-dasharray", `${(100 * seconds) / whole} 100`);
  if (seconds && seconds > SOON) return;
  const status = box.querySelector("[data-hold-status]");
  const text = seconds ? clock.dataset.holdSoon : clock.dataset.holdOver;
  if (status.textContent !== text) status.textContent = text;
};

const showAll = () => document.querySelectorAll("time[data-hold]").forEach(show);

showAll();
setInterval(showAll, 1000);
document.addEventListener("htmx:afterSwap", showAll);
