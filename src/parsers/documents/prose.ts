import { shareOf } from './line-share.ts';

/** Words that hold sentences together in English and German: log lines do with few of them. */
const JOINING = new Set(
  'the a an of and to in is it that for with as was be by on are this not or from at which but have were their they its has had you he she we can will when there been more if so who what der die das und ist nicht ein eine zu mit von auf den dem sich im für es auch als an werden aus wird sind oder nach bei noch wie wenn'.split(
    ' ',
  ),
);
const WORD = /[A-Za-z\u00c0-\u00ff'-]+/g;

/*
 * Measured on 1,120 READMEs and licences and on 220 real logs: half of the former pass these limits. Of logs, one of four
 * lines does; the next is at 0.23 with a seventh of its lines going on.
 */
const MIN_LINES = 6;
const JOINING_SHARE = 0.24;
const MIN_MEAN_WORDS = 5;
const GOING_ON_SHARE = 0.3;
/** A whole paragraph on a line. */
const PARAGRAPH_WORDS = 60;
const PARAGRAPH_SHARE = 0.7;
/** As programs write on a console, and letters do not. */
const SPOKEN_SHARE = 0.3;

const wordsOf = (line: string): string[] => line.match(WORD) ?? [];

/** Of all words, those that only join others. */
export function joiningShare(lines: readonly string[]): number {
  const words = lines.flatMap(wordsOf);
  return words.length === 0 ? 0 : words.filter((word) => JOINING.has(word.toLowerCase())).length / words.length;
}

/** Sentences that go on from line to line, or whole paragraphs on a line; a log says one thing a line. */
export function looksLikeProse(lines: readonly string[]): boolean {
  if (joiningShare(lines) < JOINING_SHARE || shareOf(lines, isSpoken) >= SPOKEN_SHARE) return false;
  if (shareOf(lines, isParagraph) >= PARAGRAPH_SHARE) return true;
  const words = lines.reduce((sum, line) => sum + wordsOf(line).length, 0);
  const isWordy = lines.length >= MIN_LINES && words >= lines.length * MIN_MEAN_WORDS;
  return isWordy && shareOf(lines.slice(1), goesOn) >= GOING_ON_SHARE;
}

const isParagraph = (line: string): boolean => wordsOf(line).length >= PARAGRAPH_WORDS && /[.!?] [A-Z]/.test(line);

/** `mdadm: /dev/md1 has been started`, `[lidar-7] [ERROR] …`: the name of who says it stands in front. */
const isSpoken = (line: string): boolean => /^\s*(?:[\w./-]{2,40}(?:\[\d{1,7}\])?: |\[[\w./-]{2,40}\] \[)/.test(line);

const goesOn = (line: string): boolean => /^\s*[a-z\u00df-\u00ff]/.test(line) || /^.{0,120}[.!?] [A-Z]/.test(line);
