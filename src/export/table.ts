import type { ExportedName } from '#src/batch/export-path.ts';
import columns from './tables.json' with { type: 'json' };

/** A time is microseconds since 1970 UTC. */
type ColumnType = 'text' | 'integer' | 'time';
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  name: string;
  type: ColumnType;
}

/** A table that is taken away: its columns, in order. */
export interface Table {
  name: string;
  columns: readonly Column[];
}

/** Each row tells of its batch, so that no question needs a join to be asked by platform or firmware. */
export const TABLES = Object.fromEntries(
  Object.entries(columns).map(([name, types]) => [
    name,
    { name, columns: Object.entries(types).map(([column, type]) => ({ name: column, type: type as ColumnType })) },
  ]),
) as unknown as Readonly<Record<ExportedName, Table>>;
