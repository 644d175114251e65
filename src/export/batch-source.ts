import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage, FaultItem, FaultPage, TemplateItem, TemplatePage } from '#src/api/evidence-schemas.ts';
import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';
import type { Report } from '#src/report/report.ts';
import type { ExportSource } from './export-batch.ts';

/** The API of an Argus, wherever it is. Both throw what says why there is no answer. */
export interface BatchDoor {
  readJson<T>(path: string): Promise<T>;
  /** Records as lines of JSON, in pieces of text; undefined where the door answers in pages only. */
  readLines(path: string): Promise<AsyncIterable<string> | undefined>;
}

/** The records ended before all that were counted had come. */
export class RecordsBrokeOff extends Error {
  override readonly name = 'RecordsBrokeOff';

  constructor(came: number, counted: number) {
    super(`The records broke off: ${came} of ${counted} came. Try again.`);
  }
}

/** Items asked for at once: the most that a page holds. */
const PAGE = 500;
/** Records that are passed on at once. */
const RECORDS = 4_096;

/** A batch that has ended, as its API tells of it. */
export async function batchSource(door: BatchDoor, batch: BatchDetail): Promise<ExportSource> {
  const path = `/batches/${batch.batchId}`;
  const counted = (await door.readJson<TemplatePage>(`${path}/templates?limit=1`)).records;
  return {
    batch,
    report: batch.verdict === null ? null : await door.readJson<Report>(`${path}/report`),
    episodes: await door.readJson<EpisodePage>(`${path}/episodes`),
    faults: listed<FaultPage, FaultItem>(pagesOf(door, `${path}/faults`), ({ faults }) => faults),
    templates: listed<TemplatePage, TemplateItem>(pagesOf(door, `${path}/templates`), ({ templates }) =>
      templates.filter(({ state }) => state !== 'gone'),
    ),
    records: atLeast(counted, recordsOf(door, `${path}/records`)),
  };
}

async function* pagesOf<Page extends { cursor: string | null }>(door: BatchDoor, path: string): AsyncGenerator<Page> {
  let cursor: string | null = null;
  do {
    const page: Page = await door.readJson<Page>(pagePath(path, cursor));
    yield page;
    cursor = page.cursor;
  } while (cursor !== null);
}

const pagePath = (path: string, cursor: string | null): string =>
  `${path}?${new URLSearchParams({ limit: String(PAGE), ...(cursor !== null && { cursor }) })}`;

async function* listed<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[],
): AsyncGenerator<Item[]> {
  for await (const page of pages) yield itemsOf(page);
}

/** A stream that ends early looks like one that ends. */
async function* atLeast(counted: number, pages: AsyncIterable<RecordItem[]>): AsyncGenerator<RecordItem[]> {
  let came = 0;
  for await (const records of pages) {
    came += records.length;
    yield records;
  }
  if (came < counted) throw new RecordsBrokeOff(came, counted);
}

/** In one answer where the door streams, else page by page. */
async function* recordsOf(door: BatchDoor, path: string): AsyncGenerator<RecordItem[]> {
  const lines = await door.readLines(path);
  if (lines !== undefined) {
    yield* readLines(lines);
    return;
  }
  let cursor: string | null = null;
  do {
    const page: RecordPage = await door.readJson<RecordPage>(pagePath(path, cursor));
    yield page.records;
    cursor = page.next;
  } while (cursor !== null);
}

async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<RecordItem[]> {
  let rest = '';
  let records: RecordItem[] = [];
  for await (const text of pieces) {
    const lines = (rest + text).split('\n');
    // What has no end yet; of a stream that broke off it is not taken.
    rest = lines.pop() ?? '';
    for (const line of lines) records.push(JSON.parse(line) as RecordItem);
    if (records.length < RECORDS) continue;
    yield records;
    records = [];
  }
  yield records;
}
