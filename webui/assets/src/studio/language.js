// Two languages. Our own words are Chinese in the source, the libraries' are English; each has a
// dictionary for the other page. What a dictionary lacks is shown as it is and remembered.
import chinese from './words-zh.js';
import englishForms from './words-en-forms.js';
import englishDrawings from './words-en.js';

const english = { ...englishDrawings, ...englishForms };
export const EN = document.documentElement.lang.startsWith('en');
export const missing = new Set();

const fill = (text, facts) => text.replace(/{([^}]+)}/g, (_, key) => facts[key] ?? `{${key}}`);

function lookUp(dictionary, text) {
  if (!(text in dictionary)) missing.add(text);
  return dictionary[text] ?? text;
}

/** One of our texts; {name} stands for a fact. */
export function t(text, facts = {}) {
  return fill(EN ? lookUp(english, text) : text, facts);
}

/** One of the libraries' texts. */
export function translate(text, facts) {
  return fill(EN ? text : lookUp(chinese, text), facts ?? {});
}

export default { translate: ['value', translate] };
