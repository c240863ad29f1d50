// Forms: look at what is wrong first, ask before what cannot be undone, send once.
import { filled, words } from "./words.js";

export function focusErrors() {
  document.querySelector("[data-takes-focus]")?.focus();
}

export function openConfirmsAsDialogs() {
  for (const details of document.querySelectorAll("details.confirm")) {
    const summary = details.querySelector("summary");
    const form = details.querySelector("form");
    let dialog;
    summary.addEventListener("click", (event) => {
      event.preventDefault();
      dialog ??= dialogAround(form, summary.textContent.replace(/…$/, "").trim());
      dialog.showModal();
    });
  }
}

function dialogAround(form, title) {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  heading.id = `confirm-${document.querySelectorAll("dialog").length}`;
  heading.textContent = filled(words.question, { title });
  dialog.setAttribute("aria-labelledby", heading.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button";
  cancel.textContent = words.cancel;
  cancel.autofocus = true;
  cancel.addEventListener("click", () => dialog.close());
  form.querySelector(".actions").append(cancel);
  dialog.append(heading, form);
  document.body.append(dialog);
  return dialog;
}

// The button stays able to take the focus and its value is sent; a second click does nothing.
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // Back from the next page: the form can be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
    }
  });
}
