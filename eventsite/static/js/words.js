// What scripts say, in the language of the page: the data of its <template id="words">.
export const words = document.getElementById("words")?.dataset ?? {};

// English days and times are written as everywhere on the site: the day first, 24 hours.
const { lang } = document.documentElement;
export const language = !lang || lang === "en" ? "en-GB" : lang;

export function filled(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
