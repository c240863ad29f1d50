// What is typed survives another language: the page comes anew, and gets it back.
const KEY = "typed before another language";
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);
const menu = document.querySelector("form.languages");

function fields() {
  const found = [];
  const times = new Map();
  for (const [number, form] of [...document.querySelectorAll("main form")].entries()) {
    for (const field of form.elements) {
      if (!field.name || SKIPPED.has(field.type)) continue;
      const name = `${number} ${field.name}`;
      const time = times.get(name) ?? 0; // the boxes of one question share their name
      times.set(name, time + 1);
      found.push([`${name} ${time}`, field]);
    }
  }
  return found;
}

const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const isList = (field) => field.type.startsWith("select");

function isTyped(field) {
  if (isBox(field)) return field.checked !== field.defaultChecked;
  if (isList(field)) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}

function valueOf(field) {
  if (isBox(field)) return field.checked;
  if (isList(field)) return [...field.options].map((one) => one.selected && one.value);
  return field.value;
}

function putBack(field, value) {
  if (isBox(field)) field.checked = value;
  else if (isList(field)) for (const one of field.options) one.selected = value.includes(one.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

menu?.addEventListener("submit", () => {
  // An answer that says what is wrong holds what was typed as if it had been there.
  const wasSent = document.querySelector("main .error-summary") !== null;
  const typed = fields().filter(([, field]) => wasSent || isTyped(field));
  if (typed.length === 0) return;
  const values = Object.fromEntries(typed.map(([name, field]) => [name, valueOf(field)]));
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ at: location.pathname, values }));
    document.documentElement.dataset.kept = ""; // nobody need ask before leaving
  } catch {
    // Storage is off: the browser's way back still has it.
  }
});

try {
  const { at, values } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  sessionStorage.removeItem(KEY);
  if (at === location.pathname) {
    for (const [name, field] of fields()) {
      if (Object.hasOwn(values, name)) putBack(field, values[name]);
    }
  }
} catch {
  // Storage is off.
}
