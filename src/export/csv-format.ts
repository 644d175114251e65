import { textFormat, timeText } from './row-writer.ts';
import type { Column, Row } from './table.ts';

/** What a spreadsheet takes for a formula, or for white space before one. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** RFC 4180 with a head. A text that a spreadsheet would run as a formula gets a `'` in front: hostile text stays text. */
export const CSV = textFormat('csv', {
  head: ({ columns }) => `${columns.map(({ name }) => name).join(',')}\r\n`,
  row: (row, { columns }) => `${columns.map((column) => cellOf(row, column)).join(',')}\r\n`,
});

function cellOf(row: Row, { name, type }: Column): string {
  const value = row[name] ?? null;
  if (value === null) return '';
  if (type === 'time') return timeText(Number(value)) ?? '';
  if (type === 'integer') return String(value);
  return quoted(harmless(String(value)));
}

const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
/** An empty text is not nothing. */
const quoted = (text: string): string => (text === '' || QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
