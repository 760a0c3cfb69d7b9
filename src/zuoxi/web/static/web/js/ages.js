// Ages stay right while a page is open. The words come from the page (see templatetags: age_patterns).

const words = document.body.dataset;
const MINUTE = 60_000;

function refresh() {
  for (const element of document.querySelectorAll("time.age")) {
    const minutes = Math.floor((Date.now() - Date.parse(element.getAttribute("datetime") ?? "")) / MINUTE);
    const text = phrase(minutes);
    if (text && text !== element.textContent) element.textContent = text;
  }
}

/** @param {number} minutes */
function phrase(minutes) {
  if (minutes < -1 || minutes >= 30 * 24 * 60 || !words.ageNow) return "";
  if (minutes < 1) return words.ageNow;
  if (minutes < 60) return words.ageMinutes?.replace("{n}", String(minutes));
  if (minutes < 24 * 60) return words.ageHours?.replace("{n}", String(Math.floor(minutes / 60)));
  return words.ageDays?.replace("{n}", String(Math.floor(minutes / 60 / 24)));
}

setInterval(refresh, MINUTE / 2);
