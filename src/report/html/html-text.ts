import { plainText } from '../plain-text.ts';

/** HTML that was made here: everything else goes through `text` before it becomes part of it. */
const MEANING: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const MAX_TEXT_CHARS = 1_200;

/** Text of any origin as HTML text or as the value of an attribute: nothing in it is mark-up, nothing is invisible. */
export const text = (raw: string, maxChars = MAX_TEXT_CHARS): string =>
  plainText(raw, maxChars).replace(/[&<>"']/g, (character) => MEANING[character]);

/** Elements one below the other; what is empty is left out. */
export const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/** A section with a heading; nothing where it would be empty. */
export const section = (title: string, parts: readonly string[], name = ''): string =>
  parts.every((part) => part === '')
    ? ''
    : `<section${name ? ` class="${name}"` : ''}>\n<h2>${title}</h2>\n${joined(parts)}\n</section>`;

export const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;

/** What the schema calls an id of evidence, and nothing else: only that becomes a link or the aim of one. */
export const isEvidenceId = (id: string): boolean => /^E\d+$/.test(id);

export const chips = (ids: readonly string[]): string =>
  ids.map((id) => (isEvidenceId(id) ? `<a class="chip" href="#${id}">${id}</a>` : text(id))).join(' ');
