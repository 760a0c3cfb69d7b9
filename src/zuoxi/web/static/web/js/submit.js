// A form is sent once, however often the button is pressed, and shows that it is on its way.

/** @param {HTMLElement} form @param {HTMLElement | null} [button] */
function begin(form, button) {
  form.dataset.busy = "1";
  (button ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
}

/** @param {ParentNode} root */
function finish(root) {
  const forms = root instanceof HTMLFormElement ? [root] : root.querySelectorAll("form[data-busy]");
  for (const form of forms) {
    delete (/** @type {HTMLElement} */ (form).dataset.busy);
    form.querySelectorAll("[aria-busy]").forEach((each) => each.removeAttribute("aria-busy"));
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const posts = form.method === "post" && !form.target;
  // htmx has prevented the default already where it sends the form itself.
  if (posts && !event.defaultPrevented) begin(form, /** @type {HTMLElement | null} */ (event.submitter));
});

let waiting = 0;
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (elt instanceof HTMLFormElement) begin(elt, requestConfig.triggeringEvent?.submitter);
  if (!elt.closest("[data-live-quiet]")) waiting += 1;
  document.documentElement.classList.toggle("is-loading", waiting > 0);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  if (elt instanceof HTMLFormElement) finish(elt);
  if (!elt.closest("[data-live-quiet]")) waiting = Math.max(0, waiting - 1);
  document.documentElement.classList.toggle("is-loading", waiting > 0);
});

// Coming back with the browser's button finds the form ready again.
window.addEventListener("pageshow", () => finish(document));
