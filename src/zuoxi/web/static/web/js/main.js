// One behaviour per file; each attaches itself to the document and works for what htmx swaps in.
import "./submit.js";
import "./toasts.js";
import "./session.js";
import "./filter.js";
import "./selects.js";
import "./actions.js";
import "./drafts.js";
import "./mentions.js";
import "./panel.js";
import "./list.js";
import "./dialog.js";
import "./palette.js";
import "./keyboard.js";
import "./live.js";
import "./ages.js";
