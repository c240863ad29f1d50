// The button in the header: like my device, light, dark, and round again.
import { words } from "./words.js";

const NAMES = { "": words.coloursDevice, light: words.coloursLight, dark: words.coloursDark };
const ORDER = ["", "light", "dark"];

export function offerThemes() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const label = button.querySelector("[data-theme-label]");
  const show = () => {
    const now = document.documentElement.dataset.theme ?? "";
    label.textContent = NAMES[now];
    button.title = label.textContent;
  };
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? "";
    const next = ORDER[(ORDER.indexOf(now) + 1) % ORDER.length];
    if (next) document.documentElement.dataset.theme = next;
    else delete document.documentElement.dataset.theme;
    try {
      if (next) localStorage.setItem("theme", next);
      else localStorage.removeItem("theme");
    } catch {
      // Storage is off: the choice lasts for this page.
    }
    show();
  });
  show();
  button.hidden = false;
}
