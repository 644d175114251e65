import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage, FaultItem, TemplateItem } from '#src/api/evidence-schemas.ts';
import type { RecordItem } from '#src/api/record-schemas.ts';
import { type ExportedName, exportFolder } from '#src/batch/export-path.ts';
import type { Report } from '#src/report/report.ts';
import type { ExportFormat } from './row-writer.ts';
import { batchRow, episodeRows, faultRow, ownerOf, recordRow, templateRow } from './rows.ts';
import type { Sink } from './sink.ts';
import { type Row, TABLES } from './table.ts';

/** What a batch is taken away from; lists come page by page. */
export interface ExportSource {
  batch: BatchDetail;
  report: Report | null;
  episodes: EpisodePage;
  faults: AsyncIterable<readonly FaultItem[]>;
  templates: AsyncIterable<readonly TemplateItem[]>;
  records: AsyncIterable<readonly RecordItem[]>;
}

interface ExportOptions {
  format: ExportFormat;
  tables: readonly ExportedName[];
  /** `path` counts from the folder of all that is taken away. */
  open(path: string): Promise<Sink>;
}

interface ExportedTable {
  table: ExportedName;
  path: string;
  rows: number;
}

/** Writes the tables of a batch, one file each; a file that is there is replaced. */
export async function exportBatch(
  source: ExportSource,
  { format, open, tables }: ExportOptions,
): Promise<ExportedTable[]> {
  const owner = ownerOf(source.batch);
  const createdAtMs = Date.parse(source.batch.createdAt);
  const exported: ExportedTable[] = [];
  for (const table of tables) {
    const path = `${exportFolder(table, { ...source.batch, createdAtMs })}rows.${format.extension}`;
    const writer = format.open(TABLES[table], await open(path));
    let rows = 0;
    for await (const page of ROWS[table](source)) {
      await writer.write(page.map((row) => ({ ...owner, ...row })));
      rows += page.length;
    }
    await writer.end();
    exported.push({ table, path, rows });
  }
  return exported;
}

type Pages = AsyncIterable<readonly Row[]>;

const ROWS: Record<ExportedName, (source: ExportSource) => Pages> = {
  batches: ({ batch, report }) => one([batchRow(batch, report)]),
  records: ({ records }) => mapped(records, recordRow),
  faults: ({ faults }) => mapped(faults, faultRow),
  templates: ({ templates }) => mapped(templates, templateRow),
  episodes: ({ episodes }) => one(episodeRows(episodes)),
};

async function* one(rows: readonly Row[]): Pages {
  yield rows;
}

async function* mapped<Item>(pages: AsyncIterable<readonly Item[]>, rowOf: (item: Item) => Row): Pages {
  for await (const page of pages) yield page.map(rowOf);
}
