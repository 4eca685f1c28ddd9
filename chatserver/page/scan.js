// Reading a QR picture with the camera, where the browser can.
import { el } from "./dom.js";
import { Sheets } from "./sheet.js";
import { t } from "./strings.js";

const OFTEN = 250;

/** The text of the QR picture held before the camera; null if it is left. */
export async function scan(place) {
  const sheets = new Sheets(place, el("div"));
  let sight;
  try {
    sight = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    sheets.toast(t("scan_none"));
    return null;
  }
  const view = el("video", { class: "view", playsinline: true, label: "scan" });
  view.muted = true;
  view.srcObject = sight;
  let looking;
  try {
    return await sheets.show(t("scan"), (close) => {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      looking = setInterval(async () => {
        const [found] = await detector.detect(view).catch(() => []); // no picture yet
        if (found) close(found.rawValue);
      }, OFTEN);
      view.play();
      return el("div", { class: "form" }, view, el("p", { t: "scan_hint" }));
    });
  } finally {
    clearInterval(looking);
    for (const track of sight.getTracks()) track.stop();
  }
}
