import { shareOf } from './line-share.ts';
import { joiningShare } from './prose.ts';

/** Each is Markdown's own; console prompts (`# ls`) and lists are not alone in it. */
const MARKS: readonly RegExp[] = [
  /^#{2,6} \S/,
  /^# [A-Z][^$;|]{2,80}$/,
  /^```/,
  /^\|.*\|\s*$/,
  /\[[^\][]{1,80}\]\((?:https?:|\.{0,2}\/|#|[\w-]{1,40}\.md)/,
  /\*\*[^*\s][^*]{0,80}\*\*/,
  /^(?:={3,}|-{3,})\s*$/,
  /^!\[[^\][]{0,80}\]\(/,
];
const MARK_OR_LIST = /^\s{0,6}(?:[-*+] |\d{1,3}\. )\S|`[^`\s][^`]{0,60}`|^> \S/;

/** Below such a title, sentences are enough. */
const TITLE = /^#{1,3} [A-Z][^$;|]{2,80}$/;
const SENTENCES = 0.2;
const MIN_TITLED = 3;

const MIN_LINES = 4;
const MIN_KINDS = 2;
const ENOUGH = 0.12;

export function looksLikeMarkdown(lines: readonly string[]): boolean {
  if (lines.length >= MIN_TITLED && TITLE.test(lines[0]) && joiningShare(lines) >= SENTENCES) return true;
  if (lines.length < MIN_LINES) return false;
  const kinds = MARKS.filter((mark) => lines.some((line) => mark.test(line))).length;
  const hasHeading = lines.some((line) => MARKS[0].test(line) || MARKS[1].test(line) || MARKS[2].test(line));
  const isMarked = (line: string): boolean => MARK_OR_LIST.test(line) || MARKS.some((mark) => mark.test(line));
  return hasHeading && kinds >= MIN_KINDS && shareOf(lines, isMarked) >= ENOUGH;
}
