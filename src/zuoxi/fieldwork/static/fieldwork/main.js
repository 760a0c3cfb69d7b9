import "./outbox.js";
import "./state.js";
import "./signature.js";
import "./steps.js";
import "./contact.js";
import "./offline.js";
