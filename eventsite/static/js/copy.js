// Gives what is marked with data-copy a button that copies its text.
const LASTS = 2000; // milliseconds

for (const shown of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // not on plain http
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy-button";
  button.dataset.tone = "quiet";
  const { copyLabel = "Copy", copyDone = "Copied" } = shown.dataset;
  button.textContent = copyLabel;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(shown.textContent.trim());
      button.textContent = copyDone;
    } catch {
      getSelection().selectAllChildren(shown); // ready for the keys that copy
      return;
    }
    setTimeout(() => (button.textContent = copyLabel), LASTS);
  });
  const frame = document.createElement("div");
  frame.className = "copy-frame";
  shown.replaceWith(frame);
  frame.append(shown, button);
}
