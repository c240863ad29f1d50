// What every page gains when scripts run. Each works without.
import { addLocalTimes } from "./times.js";
import { openConfirmsAsDialogs, focusErrors, sendOnce } from "./forms.js";
import { offerThemes } from "./themes.js";
import "./kept.js";
import "./suggest.js";

offerThemes();
addLocalTimes();
focusErrors();
openConfirmsAsDialogs();
sendOnce();

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
  button.hidden = false;
}
