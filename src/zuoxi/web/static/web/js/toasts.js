import { all, onContent } from "./ready.js";

const area = document.getElementById("toasts");
const READING_TIME = 8000;

/**
 * Show one of the page's prepared messages.
 * @param {string} name of the template, as in `toast-network`
 * @param {string} [text] replaces the template's own
 */
export function notify(name, text) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById(`toast-${name}`));
  if (!area || !template) return;
  const toast = /** @type {HTMLElement} */ (template.content.cloneNode(true)).querySelector("[data-toast]");
  const place = toast?.querySelector("[data-toast-text]");
  if (!toast || !place) return;
  if (text) place.textContent = text;
  const shown = all(area, "[data-toast-text]").find((each) => each.textContent === place.textContent);
  shown?.closest("[data-toast]")?.remove();
  area.append(toast);
  expire(toast);
}

/** Errors and warnings stay until they are closed. @param {HTMLElement} toast */
function expire(toast) {
  if (toast.dataset.timed || toast.matches(".toast-error, .toast-warning")) return;
  toast.dataset.timed = "1";
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : toast.remove());
  setTimeout(leave, READING_TIME);
}

onContent(() => area && all(area, "[data-toast]").forEach(expire));

// Messages that come out of band with a fragment.
document.addEventListener("htmx:oobAfterSwap", () => area && all(area, "[data-toast]").forEach(expire));

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-toast-close]");
  button?.closest("[data-toast]")?.remove();
});

// Only an answer that says it is a fragment of ours may replace anything (see web/htmx.py).
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status < 400) return;
  detail.shouldSwap = detail.xhr.getResponseHeader("X-Zuoxi-Fragment") === "1";
  detail.isError = !detail.shouldSwap;
  if (!detail.shouldSwap) notify("failed");
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const quiet = /** @type {CustomEvent} */ (event).detail.elt?.closest?.("[data-live]");
    if (!quiet) notify("network");
  });
}
