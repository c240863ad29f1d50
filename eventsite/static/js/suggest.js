// What fits, while one types. The form works without: it leads to the page of results.
import { fold } from "./sift.js";

const WAIT = 150; // milliseconds after the last key
const SHORTEST = 2; // letters
const MOST = 8; // found on the page itself, without a network

for (const form of document.querySelectorAll("form[data-hits]:not([data-hits=''])")) {
  const input = form.querySelector("input[type=search]");
  const box = document.createElement("div");
  box.className = "hits";
  box.hidden = true;
  form.append(box);
  let timer = 0;
  let asked = null;
  let shown = ""; // the words that the box answers

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    box.hidden = true;
  };

  const look = async () => {
    const words = input.value.trim();
    if (words.length < SHORTEST) {
      close();
      return;
    }
    if (words === shown) {
      box.hidden = false;
      return;
    }
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.dataset.hits, location.href);
    address.searchParams.set("q", words);
    address.searchParams.set("part", "hits");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      box.innerHTML = await answer.text(); // our own, escaped where it was made
    } catch (error) {
      if (error.name === "AbortError") return;
      box.replaceChildren(...onThisPage(words));
    }
    shown = words;
    if (form.contains(document.activeElement)) box.hidden = false;
  };

  // Without a network: the sessions that are on this page.
  const onThisPage = (words) => {
    const parts = fold(words).split(/\s+/);
    const fits = (card) => parts.every((part) => fold(card.textContent).includes(part));
    const list = document.createElement("ul");
    for (const card of [...document.querySelectorAll(".s, .entry, .people li")].filter(fits).slice(0, MOST)) {
      const row = document.createElement("li");
      const link = document.createElement("a");
      const title = document.createElement("b");
      const from = card.querySelector("a");
      link.href = from.href;
      title.textContent = from.textContent;
      link.append(title);
      row.append(link);
      list.append(row);
    }
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    said.textContent = form.dataset.offline;
    return [list, said];
  };

  const step = (by) => {
    const links = [...box.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement) + by;
    if (at < 0) input.focus();
    else links[Math.min(at, links.length - 1)]?.focus();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("focus", () => {
    if (shown && shown === input.value.trim()) box.hidden = false;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      input.focus();
      close();
    } else if (!box.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", close);
}
