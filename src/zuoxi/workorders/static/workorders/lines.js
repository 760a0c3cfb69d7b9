// The little form of an urge begins with its text. Not by autofocus, which htmx would look for in a
// form that is still closed.
document.addEventListener(
  "toggle",
  (event) => {
    const box = /** @type {HTMLElement} */ (event.target);
    const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
    if (isOpen && box.matches(".urge-box")) box.querySelector("textarea")?.focus();
  },
  true,
);

// Articles, one line each: typing into the last line opens another one.

document.addEventListener("input", (event) => {
  const line = /** @type {Element} */ (event.target).closest("[data-line]");
  const lines = /** @type {HTMLElement | null} */ (line?.closest("[data-lines]"));
  if (!line || !lines || line !== lines.lastElementChild) return;
  const count = lines.querySelectorAll("[data-line]").length;
  if (count >= Number(lines.dataset.lines)) return;
  const next = /** @type {Element} */ (line.cloneNode(true));
  for (const field of next.querySelectorAll("input")) {
    field.value = "";
    field.removeAttribute("id");
    field.removeAttribute("value");
    field.name = field.name.replace(/\.\d+\.(\w+)$/, `.${count}.$1`);
    field.setAttribute("aria-label", (field.getAttribute("aria-label") ?? "").replace(/\d+$/, String(count + 1)));
  }
  lines.append(next);
});
