import { all, onContent } from "./ready.js";

// textarea[data-mentions="name"]: "@" offers the options of the form's select of that name. Whoever is
// chosen is selected there, by id, and shown below with a button to take it back. Without scripts the
// select itself is there.

const MOST = 8;
let serial = 0;

/** @param {HTMLTextAreaElement} area */
function attach(area) {
  const select = /** @type {HTMLSelectElement | null} */ (area.form?.querySelector(`select[name="${area.dataset.mentions}"]`) ?? null);
  if (!select || area.dataset.attached) return;
  area.dataset.attached = "1";
  const field = /** @type {HTMLElement} */ (select.closest(".field") ?? select);
  const isWrong = field.classList.contains("is-wrong");
  select.hidden = true;
  field.classList.toggle("is-plain", !isWrong);
  area.form?.querySelector("[data-mentions-hint]")?.removeAttribute("hidden");

  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `mention-list-${(serial += 1)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector(".field-label")?.textContent?.trim() ?? "");
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);

  const chips = document.createElement("div");
  chips.className = "mention-chips";
  select.after(chips);

  const drawChips = () => {
    chips.replaceChildren(
      ...[...select.selectedOptions].map((option) => {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "mention";
        chip.textContent = `@${option.text} \u00d7`;
        chip.addEventListener("click", () => {
          option.selected = false;
          drawChips();
          area.dispatchEvent(new Event("zuoxi:typed", { bubbles: true }));
          area.focus();
        });
        return chip;
      }),
    );
    field.hidden = !isWrong && !select.selectedOptions.length;
  };
  select.addEventListener("change", drawChips); // a draft was filled in again
  drawChips();

  /** @returns {string | null} what stands between the last "@" and the caret */
  const wanted = () => {
    const before = area.value.slice(0, area.selectionStart);
    const found = /@([^\s@]{0,20})$/.exec(before);
    return found ? found[1].toLowerCase() : null;
  };

  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };

  /** @param {Element | null | undefined} item */
  const point = (item) => {
    for (const each of list.children) each.setAttribute("aria-selected", String(each === item));
    if (!item) return;
    item.scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", item.id);
  };

  /** @param {HTMLOptionElement} option */
  const choose = (option) => {
    const query = wanted() ?? "";
    const end = area.selectionStart;
    area.setRangeText(`@${option.text} `, end - query.length - 1, end, "end");
    option.selected = true;
    drawChips();
    close();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.dispatchEvent(new Event("zuoxi:typed", { bubbles: true }));
  };

  const offer = () => {
    const query = wanted();
    if (query === null) return close();
    const fits = [...select.options].filter((option) =>
      `${option.text} ${option.dataset.also ?? ""}`.toLowerCase().includes(query),
    );
    list.replaceChildren(
      ...fits.slice(0, MOST).map((option) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${option.value}`;
        item.setAttribute("role", "option");
        item.textContent = option.text;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(option);
        });
        return item;
      }),
    );
    list.hidden = !fits.length;
    if (fits.length) point(list.firstElementChild);
    else close();
  };

  area.addEventListener("input", (event) => event.isTrusted && offer());
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const current = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown") point(current?.nextElementSibling ?? list.firstElementChild);
    else if (event.key === "ArrowUp") point(current?.previousElementSibling ?? list.lastElementChild);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      const value = current?.id.slice(list.id.length + 1);
      const option = [...select.options].find((each) => each.value === value);
      if (option) choose(option);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

onContent((root) => all(root, "textarea[data-mentions]").forEach((each) => attach(/** @type {HTMLTextAreaElement} */ (each))));
