import type { Sink } from './sink.ts';
import type { Row, Table } from './table.ts';

export interface RowWriter {
  write(rows: readonly Row[]): Promise<void>;
  end(): Promise<void>;
}

/** A format of files: how rows of a table become bytes. */
export interface ExportFormat {
  extension: string;
  open(table: Table, sink: Sink): RowWriter;
}

/** A format of text: one piece per row, and what stands before them. */
export const textFormat = (
  extension: string,
  of: { head(table: Table): string; row(row: Row, table: Table): string },
): ExportFormat => ({
  extension,
  open: (table, sink) => {
    const encoder = new TextEncoder();
    let head = of.head(table);
    const write = async (rows: readonly Row[]): Promise<void> => {
      const text = head + rows.map((row) => of.row(row, table)).join('');
      head = '';
      if (text !== '') await sink.write(encoder.encode(text));
    };
    return {
      write,
      async end() {
        await write([]);
        await sink.end();
      },
    };
  },
});

/** To the microsecond, which a Date does not hold. A clock of a vehicle may say what no calendar knows. */
export function timeText(timeUs: number): string | null {
  const time = new Date(Math.floor(timeUs / 1_000));
  if (Number.isNaN(time.getTime())) return null;
  const rest = String(Math.floor(timeUs) - Math.floor(timeUs / 1_000) * 1_000).padStart(3, '0');
  return time.toISOString().replace('Z', `${rest}Z`);
}
