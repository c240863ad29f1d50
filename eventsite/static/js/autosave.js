// Long forms save themselves as a draft: to the address they are sent to anyway, which
// answers a script in JSON. Nothing here is needed to save: the button does it, too.

import { filled, language } from "./words.js";

const PAUSE = 2500; // milliseconds without typing

for (const form of document.querySelectorAll("form[data-autosave]")) {
  saveByItself(form);
}

function saveByItself(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let running;
  let changed = false;

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
    running?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed) save();
  });
  addEventListener("beforeunload", (event) => {
    if (changed && !("kept" in document.documentElement.dataset)) event.preventDefault();
  });

  async function save() {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    changed = false;
    status.textContent = status.dataset.saving;
    try {
      const said = (await send(running.signal)) ?? (await renewThenSend(running.signal));
      if (!said) throw new Error("no answer for scripts");
      show(said);
      if (!said.kept) changed = true;
    } catch (error) {
      if (error.name === "AbortError") return;
      changed = true;
      status.textContent = status.dataset.failed;
    }
  }

  // Return what is answered, null where that is no answer for scripts: a page to sign in.
  async function send(signal) {
    const answer = await fetch(location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      signal,
    });
    const kind = answer.headers.get("content-type") ?? "";
    return kind.startsWith("application/json") ? answer.json() : null;
  }

  // Who has signed in again meanwhile has another token against forged requests.
  async function renewThenSend(signal) {
    const answer = await fetch(location.href, { signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector("form[data-autosave] [name=csrf_token]");
    if (!token) return null;
    for (const old of document.querySelectorAll("[name=csrf_token]")) old.value = token.value;
    return send(signal);
  }

  function show(said) {
    const time = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    status.textContent = said.kept
      ? filled(status.dataset.saved, { time })
      : filled(status.dataset.refused, { why: (said.refused ?? []).join(" ") });
    if (said.address && said.address !== location.pathname) {
      history.replaceState(null, "", said.address);
    }
    const missing = form.querySelector("[data-missing]");
    if (!missing || !said.missing) return;
    missing.hidden = Object.keys(said.missing).length === 0;
    missing.querySelector("ul").replaceChildren(
      ...Object.entries(said.missing).map(([name, words]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${name}`;
        link.textContent = words;
        item.append(link);
        return item;
      }),
    );
  }
}
