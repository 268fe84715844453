// [data-scanner]: reads codes with the camera into the door's form; the browser's own reader, else the one fetched here.
const frame = document.querySelector("[data-scanner]");

if (frame && navigator.mediaDevices?.getUserMedia) {
  const form = document.querySelector("[data-door-form]");
  const video = frame.querySelector("video");
  const PAUSE = 150; // milliseconds between two looks
  const FORGET = 4000; // the same code again only once it was out of sight this long
  let last = { text: "", at: 0 };

  const fetchReader = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = frame.dataset.scanner;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  const makeReader = async () => {
    const wanted = { formats: ["qr_code"] };
    if ((await globalThis.BarcodeDetector?.getSupportedFormats?.())?.includes("qr_code")) return new BarcodeDetector(wanted);
    await fetchReader();
    BarcodeDetectionAPI.setZXingModuleOverrides({ locateFile: () => frame.dataset.wasm });
    return new BarcodeDetectionAPI.BarcodeDetector(wanted);
  };

  const send = (text) => {
    form.elements.code.value = text;
    form.elements.code.dispatchEvent(new Event("input", { bubbles: true }));
    form.requestSubmit();
  };

  const look = async (reader) => {
    const found = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
    const text = found[0]?.rawValue ?? "";
    const now = performance.now();
    if (text && (text !== last.text || now - last.at > FORGET)) send(text);
    if (text) last = { text, at: now };
    setTimeout(look, PAUSE, reader);
  };

  const refuse = () => {
    for (const told of document.querySelectorAll("[data-camera-refused]")) told.hidden = false;
  };

  const start = async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      frame.hidden = false;
      await video.play();
      look(await makeReader());
    } catch {
      frame.hidden = true;
      refuse();
    }
  };

  const offer = () => {
    for (const button of document.querySelectorAll("[data-camera]")) button.hidden = false;
  };
  offer();
  document.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-camera]")) start();
  });
  // Allowed before: no need to ask again.
  navigator.permissions?.query({ name: "camera" }).then((answer) => {
    if (answer.state === "granted") start();
  }, () => {});
}
