// The door's screen: whatever is typed goes to the field, a code that was opened is sent at once, verdicts sound.
const screen = document.querySelector("[data-door]");

if (screen) {
  const form = screen.querySelector("[data-door-form]");
  const field = form.elements.code;
  const button = screen.querySelector("[data-door-sound]");
  const hasKeyboard = matchMedia("(pointer: fine)");
  const TONES = { ok: [[880, 0, .12]], again: [[520, 0, .14], [520, .2, .14]], no: [[220, 0, .5]] };
  let sound = null;
  let readAt = 0;

  const beep = (notes) => {
    if (button.getAttribute("aria-pressed") !== "true") return;
    sound ??= new AudioContext();
    for (const [pitch, after, length] of notes) {
      const tone = new OscillatorNode(sound, { frequency: pitch });
      const volume = new GainNode(sound, { gain: .25 });
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + after);
      tone.stop(sound.currentTime + after + length);
    }
  };

  const show = () => {
    const verdict = screen.querySelector("[data-verdict]")?.dataset.verdict;
    if (!verdict) return;
    beep(TONES[verdict]);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(verdict === "ok" ? 60 : [120, 80, 120]);
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  });

  // A scanner types as a keyboard does, wherever the focus is: its keys go to the field.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    field.focus();
  });

  // How long the scan waited to be sent, by this device's own count of seconds.
  form.addEventListener("htmx:configRequest", (event) => {
    readAt ||= performance.now();
    event.detail.parameters.set("age", Math.round((performance.now() - readAt) / 1000));
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.failed && !event.detail.xhr.status) return; // sent again, it is the same scan
    readAt = 0;
    field.value = "";
  });
  field.addEventListener("input", () => { readAt = 0; });

  screen.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "scene") return;
    show();
    if (hasKeyboard.matches && screen.querySelector("[data-verdict]")) field.focus({ preventScroll: true });
  });

  const opened = screen.querySelector("[data-door-send]");
  if (opened) opened.requestSubmit();
  else show();
}
