// Long forms save themselves as a draft: to the address they are sent to anyway, which
// answers a script in JSON. Nothing here is needed to save: the button does it, too.

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
    if (changed) event.preventDefault();
  });

  async function save() {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    changed = false;
    status.textContent = "Saving…";
    try {
      const answer = await fetch(location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      const said = await answer.json();
      show(said);
      if (!said.kept) changed = true;
    } catch (error) {
      if (error.name === "AbortError") return;
      changed = true;
      status.textContent = "Not saved. Check your connection, or sign in again in another tab.";
    }
  }

  function show(said) {
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    status.textContent = said.kept
      ? `Draft saved at ${time}.`
      : `Not saved. ${(said.refused ?? []).join(" ")}`;
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
