/**
 * What stands in a text without being seen and may change how the rest is seen: DEL, C1 controls, marks of writing direction
 * and other format characters, line separators. In JSON they stand between quotes only, where an escape means the same.
 */
const UNSEEN = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/** The same JSON value in a text that terminals, editors and pages show as it is. */
export const escapeUnseen = (json: string): string => json.replace(UNSEEN, escapeUnits);

/** `JSON.stringify` for readers: names and lines of logs are hostile. */
export const jsonText = (value: unknown): string => escapeUnseen(JSON.stringify(value));

/** A character beyond the first plane is two units of UTF-16, each with an escape of its own. */
const escapeUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
