import { Level } from '../record-batch.ts';

/** liblog's priorities; Android Studio writes A for assert; S (silent) claims nothing. */
const LEVEL_OF_PRIORITY = new Int8Array(256).fill(-1);
for (const [letter, level] of [
  ['V', Level.verbose],
  ['D', Level.debug],
  ['I', Level.info],
  ['W', Level.warn],
  ['E', Level.error],
  ['F', Level.fatal],
  ['A', Level.fatal],
  ['S', Level.none],
] as const) {
  LEVEL_OF_PRIORITY[letter.charCodeAt(0)] = level;
}

/** The level of a priority letter; -1 when it is none. */
export function priorityLevel(letter: number): number {
  return LEVEL_OF_PRIORITY[letter];
}
