/**
 * Call back for every part of the page: once for the document, again for whatever htmx swaps in.
 * @param {(root: ParentNode) => void} attach
 */
export function onContent(attach) {
  attach(document);
  document.addEventListener("htmx:afterSwap", (event) => {
    attach(/** @type {Element} */ (event.target).isConnected ? event.target : document);
  });
}

/**
 * The elements below (or at) a node that match.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root);
  return /** @type {HTMLElement[]} */ (found);
}

/** @returns {boolean} whether list and panel stand side by side */
export const isWide = () => window.matchMedia("(min-width: 1200px)").matches;

/** @returns {boolean} whether there is room for one thing only */
export const isPhone = () => window.matchMedia("(max-width: 767.98px)").matches;

/**
 * Whether a person has changed something in a form since it was drawn.
 * @param {ParentNode} root
 * @returns {boolean}
 */
export function isDirty(root) {
  return all(root, "form[method=post]").some((form) => form.dataset.dirty === "1");
}

document.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("form");
  if (form) form.dataset.dirty = "1";
});
