// option[data-typed="gzbx guzhangbaoxiu"]: a Chinese word is chosen from a closed drop-down by typing
// its pinyin, as the browser does by itself for words that are written in letters.

const PAUSE = 1000;

let typed = "";
/** @type {number | undefined} */
let pause;

function forget() {
  clearTimeout(pause);
  typed = "";
}

/** @param {HTMLOptionElement} option */
function isMeant(option) {
  const words = [...(option.dataset.typed ?? "").split(" "), option.text.trim().toLowerCase()];
  return !option.disabled && !option.hidden && words.some((word) => word.startsWith(typed));
}

/** @param {HTMLSelectElement} select */
function choose(select) {
  const found = [...select.options].find(isMeant);
  if (!found || found.selected) return;
  select.value = found.value;
  // The third says that a person's hand did it (drafts.js).
  for (const kind of ["input", "change", "zuoxi:typed"]) {
    select.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

document.addEventListener("keydown", (event) => {
  const select = event.target;
  const isLetter = /^[a-z]$/i.test(event.key) && !(event.ctrlKey || event.metaKey || event.altKey);
  if (!isLetter || !(select instanceof HTMLSelectElement)) return;
  if (!select.querySelector("option[data-typed]")) return;
  event.preventDefault();
  clearTimeout(pause);
  pause = setTimeout(forget, PAUSE);
  typed += event.key.toLowerCase();
  choose(select);
});

document.addEventListener("focusout", forget);
