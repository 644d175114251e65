import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage, FaultItem, FaultPage, TemplateItem, TemplatePage } from '#src/api/evidence-schemas.ts';
import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import type { ExportSource } from '#src/export/export-batch.ts';
import type { Report } from '#src/report/report.ts';
import type { ApiClient } from './api-client.ts';
import { CommandFailed } from './command.ts';

/** Items asked for at once: the most that a page holds. */
const PAGE = 500;
/** Records that are passed on at once. */
const RECORDS = 4_096;

/** A batch as its API tells of it. */
export async function batchExportSource(
  client: ApiClient,
  batchId: string,
  signal: AbortSignal,
): Promise<ExportSource> {
  const path = `/batches/${batchId}`;
  const batch = await client.readJson<BatchDetail>(path);
  if (!isEnd(batch.state))
    throw new CommandFailed(`Batch ${batchId} is still ${batch.state}: follow it with "argus watch ${batchId}".`);
  const pages = <Page extends { cursor: string | null }>(name: string) => pagesOf<Page>(client, `${path}/${name}`);
  return {
    batch,
    report: batch.verdict === null ? null : await client.readJson<Report>(`${path}/report`),
    episodes: await client.readJson<EpisodePage>(`${path}/episodes`),
    faults: listed<FaultPage, FaultItem>(pages('faults'), ({ faults }) => faults),
    templates: listed<TemplatePage, TemplateItem>(pages('templates'), ({ templates }) =>
      templates.filter(({ state }) => state !== 'gone'),
    ),
    records: recordsOf(client, `${path}/records`, signal),
  };
}

async function* pagesOf<Page extends { cursor: string | null }>(client: ApiClient, path: string): AsyncGenerator<Page> {
  let cursor: string | null = null;
  do {
    const page: Page = await client.readJson<Page>(
      `${path}?${new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) })}`,
    );
    yield page;
    cursor = page.cursor;
  } while (cursor !== null);
}

async function* listed<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[],
): AsyncGenerator<Item[]> {
  for await (const page of pages) yield itemsOf(page);
}

/** In one answer where the door streams, else page by page. */
async function* recordsOf(client: ApiClient, path: string, signal: AbortSignal): AsyncGenerator<RecordItem[]> {
  const answer = await client.open(path, {
    signal,
    headers: { accept: 'application/x-ndjson, application/json;q=0.5' },
  });
  if (answer.headers.get('content-type')?.startsWith('application/x-ndjson') && answer.body) {
    yield* linesOf(answer.body);
    return;
  }
  await answer.body?.cancel();
  let cursor: string | null = null;
  do {
    const page: RecordPage = await client.readJson(
      `${path}?${new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) })}`,
    );
    yield page.records;
    cursor = page.next;
  } while (cursor !== null);
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<RecordItem[]> {
  let rest = '';
  let records: RecordItem[] = [];
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) records.push(JSON.parse(line) as RecordItem);
    if (records.length < RECORDS) continue;
    yield records;
    records = [];
  }
  // The last line ends with the stream that ended as it should.
  if (rest !== '') throw new CommandFailed('The records broke off: try again.');
  yield records;
}
