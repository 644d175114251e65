import { jsonText } from '#src/report/json-text.ts';
import { textFormat, timeText } from './row-writer.ts';
import type { Column, Row } from './table.ts';

/** One JSON object per line. */
export const NDJSON = textFormat('ndjson', {
  head: () => '',
  row: (row, { columns }) =>
    `${jsonText(Object.fromEntries(columns.map((column) => [column.name, fieldOf(row, column)])))}\n`,
});

function fieldOf(row: Row, { name, type }: Column) {
  const value = row[name] ?? null;
  return type === 'time' && typeof value === 'number' ? timeText(value) : value;
}
