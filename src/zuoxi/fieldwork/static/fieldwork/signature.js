import { all, onContent } from "../web/js/ready.js";

// [data-signature]: the customer signs with a finger, a pen or a mouse; whoever cannot, types the name
// and a reason beneath. What was drawn is kept as lines, so that the last one can be taken back.

/** @type {WeakMap<HTMLCanvasElement, {x: number, y: number}[][]>} */
const drawn = new WeakMap();

/** @param {HTMLCanvasElement} canvas */
function draw(canvas) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  // Black on white in both themes: it will be printed.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { strokeStyle: "#111", fillStyle: "#111", lineWidth: 3, lineCap: "round", lineJoin: "round" });
  for (const line of drawn.get(canvas) ?? []) {
    pen.beginPath();
    pen.moveTo(line[0].x, line[0].y);
    for (const { x, y } of line) pen.lineTo(x, y);
    if (line.length === 1) pen.arc(line[0].x, line[0].y, 1.5, 0, 7);
    pen.stroke();
  }
}

/** @param {HTMLCanvasElement} canvas @param {PointerEvent} event */
function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * canvas.width,
    y: ((event.clientY - box.top) / box.height) * canvas.height,
  };
}

/** @param {HTMLElement} pad */
function enhance(pad) {
  const canvas = /** @type {HTMLCanvasElement} */ (pad.querySelector("canvas"));
  if (drawn.has(canvas)) return;
  drawn.set(canvas, []);
  draw(canvas);
  const lines = () => drawn.get(canvas) ?? [];
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    lines().push([point(canvas, event)]);
    draw(canvas);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    lines().at(-1)?.push(point(canvas, event));
    draw(canvas);
  });
  pad.querySelector("[data-signature-undo]")?.addEventListener("click", () => {
    lines().pop();
    draw(canvas);
  });
  const clear = () => {
    drawn.set(canvas, []);
    draw(canvas);
  };
  pad.querySelector("[data-signature-clear]")?.addEventListener("click", clear);
  canvas.closest("form")?.addEventListener("reset", clear);
  pad.hidden = false;
}

/** @param {HTMLFormElement} form @returns {string} what was drawn in it as a picture, empty if nothing */
export function drawing(form) {
  const canvas = /** @type {HTMLCanvasElement | null} */ (form.querySelector("[data-signature] canvas"));
  return canvas && drawn.get(canvas)?.length ? canvas.toDataURL("image/png") : "";
}

onContent((root) => all(root, "[data-signature]").forEach(enhance));
