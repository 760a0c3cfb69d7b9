import { all, onContent } from "../web/js/ready.js";
import { Interrupted, Refused, send } from "./sending.js";

// Files are chosen, dropped, pasted or taken with the camera, and sent one after the other, each with
// its progress. Without this script the plain form beneath sends one file.

/** @typedef {{form: HTMLFormElement, file: File, row: HTMLElement, stop: AbortController}} Job */

/** @type {Job[]} */
const waiting = [];
/** @type {Job | null} */
let current = null;

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** @param {number} bytes */
function size(bytes) {
  const megabytes = bytes / 1024 / 1024;
  const digits = megabytes < 10 ? 1 : 0;
  return `${megabytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} MB`;
}

/** @param {HTMLElement} row @param {string} name @returns {HTMLElement} */
const part = (row, name) => /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));

/** @param {HTMLFormElement} form @param {Iterable<File>} files */
function add(form, files) {
  const template = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-files-template]"));
  for (const file of files) {
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const job = { form, file, row, stop: new AbortController() };
    part(row, "name").textContent = file.name;
    part(row, "state").textContent = form.dataset.waiting ?? "";
    part(row, "cancel").addEventListener("click", () => cancel(job));
    part(row, "retry").addEventListener("click", () => again(job));
    form.querySelector("[data-files-sending]")?.append(row);
    waiting.push(job);
  }
  delete form.dataset.dirty;
  next();
}

/** @param {Job} job */
function cancel(job) {
  const at = waiting.indexOf(job);
  if (at >= 0) waiting.splice(at, 1);
  job.stop.abort();
  leave(job);
}

/** The focus stays near what has just gone. @param {Job} job */
function leave(job) {
  const had = job.row.contains(document.activeElement);
  job.row.remove();
  if (had) /** @type {HTMLElement | null} */ (job.form.querySelector("[data-files-choose]"))?.focus();
}

/** @param {Job} job */
function again(job) {
  job.row.classList.remove("is-refused");
  part(job.row, "retry").hidden = true;
  part(job.row, "state").textContent = job.form.dataset.waiting ?? "";
  part(job.row, "cancel").focus();
  job.stop = new AbortController();
  waiting.push(job);
  next();
}

async function next() {
  if (current) return;
  current = waiting.shift() ?? null;
  if (!current) return;
  await carry(current);
  current = null;
  next();
}

/** @param {Job} job */
async function carry(job) {
  const words = job.form.dataset;
  const progress = /** @type {HTMLProgressElement} */ (part(job.row, "progress"));
  const state = part(job.row, "state");
  try {
    const made = await send(job.file, {
      url: words.uploads ?? "",
      order: words.order ?? "",
      most: Number(words.chunk),
      signal: job.stop.signal,
      sent: (bytes) => {
        const share = Math.floor((bytes / job.file.size) * 100) / 100;
        progress.value = share * 100;
        const percent = share.toLocaleString(document.documentElement.lang, { style: "percent" });
        state.textContent = filled(words.sending ?? "", { percent, size: size(job.file.size) });
      },
      tell: (what) => (state.textContent = words[what] ?? ""),
    });
    tell(job.form, filled(words.done ?? "", { name: made.name }));
    leave(job);
    refresh(job.form);
  } catch (error) {
    if (error instanceof Interrupted) return;
    state.textContent = (error instanceof Refused && error.message) || words.failed || "";
    job.row.classList.add("is-refused");
    part(job.row, "retry").hidden = false;
    tell(job.form, `${job.file.name}: ${state.textContent}`);
  }
}

/** @param {HTMLFormElement} form @param {string} text */
function tell(form, text) {
  const status = form.querySelector("[data-files-status]");
  if (status) status.textContent = text;
}

/** @param {HTMLFormElement} form */
function refresh(form) {
  const list = form.closest("[data-files]")?.querySelector("[data-files-list][hx-get]");
  if (list) window.htmx.trigger(list, "live");
}

/** @param {HTMLFormElement} form @param {boolean} camera */
function choose(form, camera) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("[data-files-input]"));
  input.multiple = !camera;
  input.accept = camera ? "image/*" : (input.dataset.accept ?? "");
  if (camera) input.setAttribute("capture", "environment");
  else input.removeAttribute("capture");
  input.click();
}

/** @param {HTMLFormElement} form */
function enhance(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-files-input]"));
  const drop = /** @type {HTMLElement | null} */ (form.querySelector("[data-files-drop]"));
  if (!input || !drop || form.dataset.enhanced) return;
  form.dataset.enhanced = "1";
  input.dataset.accept = input.accept;
  input.multiple = true;
  /** @type {HTMLElement} */ (form.querySelector(".files-plain")).hidden = true;
  drop.hidden = false;
  input.addEventListener("change", () => {
    add(form, [...(input.files ?? [])]);
    input.value = "";
  });
  form.querySelector("[data-files-choose]")?.addEventListener("click", () => choose(form, false));
  form.querySelector("[data-files-photo]")?.addEventListener("click", () => choose(form, true));
}

onContent((root) => all(root, "[data-files-form]").forEach((form) => enhance(/** @type {HTMLFormElement} */ (form))));

/** @returns {HTMLFormElement | null} */
const form = () => document.querySelector("[data-files-form]");

// A file that misses its place must not replace the page.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const { dataTransfer, target } = /** @type {DragEvent} */ (event);
    if (!form() || !dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const place = /** @type {Element} */ (target).closest?.("[data-files-drop]") ?? null;
    all(document, "[data-files-drop]").forEach((each) =>
      each.classList.toggle("is-over", kind === "dragover" && each === place),
    );
    const into = place?.closest("form");
    if (kind === "drop" && into) add(into, [...dataTransfer.files]);
  });
}

document.addEventListener("paste", (event) => {
  const { clipboardData } = /** @type {ClipboardEvent} */ (event);
  const place = form();
  const isText = clipboardData?.types.includes("text/plain");
  if (!place || !clipboardData?.files.length || isText || document.querySelector("dialog:modal")) return;
  event.preventDefault();
  add(place, [...clipboardData.files]);
});

window.addEventListener("beforeunload", (event) => {
  if (current || waiting.length) event.preventDefault();
});
