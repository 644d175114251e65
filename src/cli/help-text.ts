import { wrapText } from '#src/report/wrap-text.ts';
import type { CommandTable, Options, Output } from './command.ts';

/** Wider lines are tiring to read, narrower ones are no terminal. */
const MIN_WIDTH = 40;
const MAX_WIDTH = 110;

export const widthOf = ({ columns }: Output): number => Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns));

/** What `argus help COMMAND` prints, within `width` columns. */
export function helpText({ about, examples, options, usage }: CommandTable, width: number): string {
  const named = Object.entries(options).map(
    ([name, option]): TableRow => [optionText(name, option), aboutText(option)],
  );
  const blocks = [
    usage.flatMap((way) => wrapText(`argus ${way}`, width, 4)),
    proseLines(about, width),
    named.length === 0 ? [] : ['Options', ...tableLines(named, width)],
    ['Examples', ...examples.flatMap((example) => shellLines(`argus ${example}`, width))],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const optionText = (name: string, { value }: Options[string]): string => `--${name}${value ? ` ${value}` : ''}`;

const aboutText = ({ about, multiple }: Options[string]): string => (multiple ? `${about}; may be repeated` : about);

/** Lines of prose that follow each other are one paragraph; indented ones stay apart. */
function proseLines(text: string, width: number): string[] {
  const joined = text.trim().replace(/(?<=\S)\n(?=\S)/g, ' ');
  return joined.split('\n').flatMap((line) => indented(line, width));
}

/** A line that is too long goes on below its second column, where it has one. */
export function indented(line: string, width: number): string[] {
  const text = line.trimStart();
  const indent = line.length - text.length;
  const [columns = ''] = /^\S+ {2,}/.exec(text) ?? [];
  const hang = columns === '' || columns.length > 26 ? 2 : columns.length;
  return wrapText(text, width - indent, indent === 0 ? 0 : hang).map((part) => ' '.repeat(indent) + part);
}

type TableRow = readonly [name: string, about: string];

/** Names, and beside them what they are; a name too long for its column stands above. `paint` colours names. */
export function tableLines(rows: readonly TableRow[], width: number, paint = (name: string) => name): string[] {
  const longest = Math.max(...rows.map(([name]) => name.length));
  const column = Math.min(longest + 2, Math.max(14, Math.floor(width / 4)));
  const indent = ' '.repeat(2 + column);
  return rows.flatMap(([name, about]) => {
    const lines = wrapText(about, width - indent.length, 0);
    const head = wrapText(name, width - 2, 2).map((line) => `  ${paint(line)}`);
    if (name.length + 2 > column) return [...head, ...lines.map((line) => indent + line)];
    const [first, ...rest] = lines;
    return [`${head[0]}${' '.repeat(column - name.length)}${first}`, ...rest.map((line) => indent + line)];
  });
}

/** A command line that can be pasted, however it is broken: never inside quotes. */
function shellLines(line: string, width: number): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`  ${word}`);
    else if (last.length + 1 + word.length + 2 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines.map((part, i) => (i < lines.length - 1 ? `${part} \\` : part));
}
