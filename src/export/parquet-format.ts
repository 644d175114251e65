import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ExportFormat, RowWriter } from './row-writer.ts';
import type { Sink } from './sink.ts';
import type { Column, Row, Table, Value } from './table.ts';

/** Rows that are held: a group of records is about 10 MB. */
const GROUP_ROWS = 20_000;
/** The last microsecond that an INT64 time and a calendar both know. */
const MAX_TIME_US = 8.64e18 / 1_000;

export const PARQUET: ExportFormat = { extension: 'parquet', open: (table, sink) => new ParquetRows(table, sink) };

class ParquetRows implements RowWriter {
  readonly #table: Table;
  readonly #sink: Sink;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: Row[] = [];

  constructor(table: Table, sink: Sink) {
    this.#table = table;
    this.#sink = sink;
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema: schemaOf(table), createdBy: 'argus' });
  }

  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row);
      if (this.#rows.length === GROUP_ROWS) await this.#writeGroup();
    }
  }

  async end(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#writer.finish();
    await this.#flush();
    await this.#sink.end();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    const columnData = this.#table.columns.map((column) => ({
      name: column.name,
      data: rows.map((row) => cellOf(row[column.name] ?? null, column)),
    }));
    await this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    if (bytes.length > 0) await this.#sink.write(bytes);
  }
}

function cellOf(value: Value, { type }: Column): string | bigint | undefined {
  if (value === null) return undefined;
  if (type === 'text') return String(value);
  const number = Math.floor(Number(value));
  return Math.abs(number) <= MAX_TIME_US ? BigInt(number) : undefined;
}

const PRIMITIVES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
} as const;

function schemaOf({ columns }: Table): ConstructorParameters<typeof ParquetWriter>[0]['schema'] {
  const leaves = columns.map(({ name, type }) => ({ name, ...PRIMITIVES[type], repetition_type: 'OPTIONAL' as const }));
  return [{ name: 'root', num_children: columns.length }, ...leaves];
}
