import { isDirty, isWide } from "./ready.js";
import { notify } from "./toasts.js";

// The panel beside the list. On narrower screens it lies over the list while it has something to show.

const panel = document.getElementById("panel");
/** @type {HTMLTemplateElement | null} */
const emptied = panel?.querySelector("template[data-resting]") ?? null;
const resting = [...(emptied?.content ?? panel)?.childNodes ?? []].map((node) => node.cloneNode(true));
/** @type {HTMLElement | null} */
let opener = null;
/** What stood in the panel when a preview was asked for. @type {Element | null} */
let before = null;
const PREVIEW = "X-Zuoxi-Preview";

/**
 * Show a page's fragment in the panel.
 * @param {string} url
 * @param {HTMLElement | null} [from] gets the focus back when the panel closes
 * @param {boolean} [isPreview] nobody asked for it, so it gives way to whatever opens meanwhile
 */
export function openPanel(url, from = null, isPreview = false) {
  if (!panel) {
    location.assign(url);
    return;
  }
  opener = from;
  if (isPreview) before = panel.querySelector("[data-dialog]");
  leaveForm();
  const headers = isPreview ? { [PREVIEW]: "1" } : {};
  window.htmx.ajax("GET", url, { target: panel, swap: "innerHTML", headers });
}

/** @returns {boolean} whether there was something to close */
export function closePanel() {
  const dialog = panel?.querySelector("[data-dialog]");
  if (!panel || !(dialog || panel.classList.contains("is-open"))) return false;
  leaveForm();
  panel.replaceChildren(...resting.map((node) => node.cloneNode(true)));
  panel.classList.remove("is-open");
  forget();
  (opener?.isConnected ? opener : /** @type {HTMLElement | null} */ (document.querySelector("[data-row][aria-selected=true]")))?.focus();
  return true;
}

/** The address that opened the page with a row in its panel no longer names that row. */
function forget() {
  const address = new URL(location.href);
  if (!emptied || !address.searchParams.has("order")) return;
  for (const name of ["order", "open"]) address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

function leaveForm() {
  if (panel && isDirty(panel) && panel.querySelector("form[data-draft]")) notify("kept");
}

// A preview that arrives late does not take away the dialog that has opened in the meantime.
panel?.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const isPreview = event.target === panel && PREVIEW in detail.requestConfig.headers;
  const dialog = panel.querySelector("[data-dialog]");
  if (isPreview && dialog && dialog !== before) detail.shouldSwap = false;
});

panel?.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== panel) return;
  panel.scrollTop = 0;
  panel.classList.toggle("is-open", !isWide() || panel.classList.contains("is-open"));
  focusFirst(panel);
});

/**
 * Put the focus where work goes on: the summary of what is wrong, or the dialog's first field.
 * A plain detail leaves the focus in the list, so that j and k go on.
 * @param {HTMLElement} root
 */
export function focusFirst(root) {
  const faults = root.querySelector("[data-form-faults]");
  const dialog = root.querySelector("[data-dialog]");
  const fields = "select:not(:disabled), input:not([type=hidden], :disabled), textarea:not(:disabled)";
  const first =
    dialog?.querySelector("[autofocus]") ?? dialog?.querySelector(fields) ?? dialog?.querySelector("button");
  const target = faults ?? first ?? (isWide() ? null : root);
  /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: target === first });
}

// A page that comes with its panel open begins at the head of it.
if (panel?.classList.contains("is-open") && !isWide()) panel.focus({ preventScroll: true });

// A refused form is swapped in place: say so to who cannot see it.
document.addEventListener("htmx:afterSwap", (event) => {
  const root = /** @type {HTMLElement} */ (event.target);
  if (root !== panel && root.closest?.("#panel, [data-dialog]")) focusFirst(root);
});

// A link closes the panel where there is one; on a page of its own it leads back.
document.addEventListener("click", (event) => {
  const control = /** @type {Element} */ (event.target).closest("[data-panel-close]");
  if (!control) return;
  if (closePanel()) event.preventDefault();
  else if (!control.matches("a[href]")) history.back();
});
