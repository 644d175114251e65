import { createHash } from 'node:crypto';

/** A promise that Argus has broken. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
}

export interface FleetOptions {
  /** Told of everything that Argus has acknowledged, before the next request. */
  onTold?: (text: string) => void;
  /** What the keys of its batches begin with; several fleets send to one Argus. */
  keys?: string;
}

interface SentBatch {
  key: string;
  files: string[];
  batchId: string | undefined;
  /** Files whose upload was acknowledged. */
  uploaded: Set<number>;
  /** Files whose upload was begun: a broken connection does not tell whether they arrived. */
  begun: Set<number>;
  /** State, counts and report as they were acknowledged at the end. */
  end: string | undefined;
}

/**
 * Vehicles that upload batches to an Argus that may die at any moment, and hold it to every word: nothing acknowledged is
 * ever asked for again, gone or different, and every batch ends as completed with all its files, its story told once.
 */
export class Fleet {
  readonly #batches: SentBatch[] = [];
  readonly #options: FleetOptions;

  constructor(options: FleetOptions = {}) {
    this.#options = options;
  }

  get size(): number {
    return this.#batches.length;
  }

  get ended(): number {
    return this.#batches.filter(({ end }) => end !== undefined).length;
  }

  /** A batch of `fileCount` files that nobody has heard of yet. */
  add(fileCount: number): void {
    const number = this.#batches.length;
    const files = Array.from({ length: fileCount }, (_, file) => textOf(number, file));
    this.#batches.push({
      key: `${this.#options.keys ?? 'fleet'}-${number}`,
      files,
      batchId: undefined,
      uploaded: new Set(),
      begun: new Set(),
      end: undefined,
    });
  }

  /** The fleet as it was when Argus had acknowledged this much: what was `onTold` of. */
  static remembering(told: readonly string[], fileCounts: readonly number[]): Fleet {
    const fleet = new Fleet();
    for (const count of fileCounts) fleet.add(count);
    for (const text of told) fleet.#remember(text);
    // Anything may have been on its way.
    for (const batch of fleet.#batches) for (const file of batch.files.keys()) batch.begun.add(file);
    return fleet;
  }

  /** Goes on with every batch until it has ended. Throws `PromiseBroken`, or what `fetch` throws when Argus dies. */
  async work(url: string): Promise<void> {
    await Promise.all(this.#batches.map((batch) => this.#finish(url, batch)));
  }

  /** After `work`: no batch is there that nobody sent. */
  async checkList(url: string): Promise<void> {
    const { batches } = await json<{ batches: { batchId: string }[] }>(`${url}/batches?limit=100`);
    const sent = new Set(this.#batches.map(({ batchId }) => batchId));
    const strangers = batches.filter(({ batchId }) => !sent.has(batchId));
    if (strangers.length > 0) throw new PromiseBroken(`${strangers.length} batches are there that nobody sent`);
    if (this.#batches.length <= 100 && batches.length !== sent.size) throw new PromiseBroken('a batch is not listed');
  }

  #tell(text: string): void {
    this.#remember(text);
    this.#options.onTold?.(text);
  }

  #remember(text: string): void {
    const [what, key, value] = text.split(' ');
    const batch = this.#batches.find((one) => one.key === key);
    if (!batch) return;
    if (what === 'created') batch.batchId = value;
    if (what === 'uploaded') batch.uploaded.add(Number(value));
    if (what === 'ended') batch.end = value;
  }

  async #finish(url: string, batch: SentBatch): Promise<void> {
    if (batch.batchId !== undefined) await requireThere(url, batch);
    if (batch.batchId === undefined) {
      const { batchId } = await create(url, batch);
      this.#tell(`created ${batch.key} ${batchId}`);
    }
    await this.#upload(url, batch);
    const end = await followToEnd(url, batch);
    if (batch.end !== undefined && batch.end !== end) throw new PromiseBroken(`batch ${batch.key} has another end now`);
    if (batch.end === undefined) this.#tell(`ended ${batch.key} ${end}`);
  }

  async #upload(url: string, batch: SentBatch): Promise<void> {
    const response = await fetch(`${url}/batches/${batch.batchId}/uploads?from=0`);
    if (response.status === 409) return void (await response.body?.cancel());
    const page = (await response.json()) as { uploads: { file: number; url: string }[] };
    for (const { file, url: target } of page.uploads) {
      batch.begun.add(file);
      const answer = await fetch(target, { method: 'PUT', body: batch.files[file] });
      await answer.arrayBuffer();
      if (answer.status === 507 || answer.status === 503) throw new TypeError('no room');
      if (answer.status === 200 && batch.uploaded.has(file))
        throw new PromiseBroken(`file ${file} of ${batch.key} was acknowledged and is gone`);
      if (answer.status !== 200 && answer.status !== 412)
        throw new PromiseBroken(`an upload was answered ${answer.status}`);
      this.#tell(`uploaded ${batch.key} ${file}`);
    }
  }
}

async function requireThere(url: string, { key, batchId }: SentBatch): Promise<void> {
  const { status, body } = await fetch(`${url}/batches/${batchId}`);
  await body?.cancel();
  if (status === 404) throw new PromiseBroken(`batch ${key} was acknowledged and is gone`);
}

async function create(url: string, { key, files }: SentBatch): Promise<{ batchId: string }> {
  const described = files.map((text, i) => ({ name: `part-${i}.log`, sizeBytes: text.length, sha256: sha256Of(text) }));
  const response = await fetch(`${url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ vehicleId: 'vehicle-1', files: described }),
  });
  if (response.status === 507 || response.status === 503) throw new TypeError('no room');
  if (!response.ok) throw new PromiseBroken(`creating ${key} was answered ${response.status}`);
  return (await response.json()) as { batchId: string };
}

/** What the end of the batch looks like, as one word. */
async function followToEnd(url: string, { key, batchId, files }: SentBatch): Promise<string> {
  const story = await (await fetch(`${url}/batches/${batchId}/diagnosis`)).text();
  if (!story.includes('event: done')) throw new TypeError('the stream broke off');
  checkStory(key, story);
  const { state, counts } = await json<{ state: string; counts: Record<string, number> }>(`${url}/batches/${batchId}`);
  const all = files.length;
  if (state !== 'completed') throw new PromiseBroken(`batch ${key} ended as ${state}`);
  if (counts['uploaded'] !== all || counts['parsed'] !== all || counts['failed'] !== 0)
    throw new PromiseBroken(`batch ${key} counts ${JSON.stringify(counts)}`);
  const report = await (await fetch(`${url}/batches/${batchId}/report`)).text();
  const { totals } = JSON.parse(report) as { totals: { files: number; records: number } };
  if (totals.files !== all || totals.records !== all * LINES)
    throw new PromiseBroken(`the report on ${key} counts wrong`);
  return `${state}:${sha256Of(report)}`;
}

/** Each event once since the last reset, numbered without holes, `done` last. */
export function checkStory(key: string, story: string): void {
  const frames = story.split('\n\n').filter((frame) => frame.startsWith('id: '));
  const isNumbered = frames.every((frame, at) => frame.startsWith(`id: ${at + 1}\n`));
  if (!isNumbered) throw new PromiseBroken(`the events of ${key} have holes`);
  const contents = frames.map((frame) => frame.slice(frame.indexOf('\n') + 1));
  const sinceReset = contents.slice(contents.findLastIndex((content) => content.startsWith('event: reset')) + 1);
  if (new Set(sinceReset).size !== sinceReset.length) throw new PromiseBroken(`the events of ${key} repeat themselves`);
  if (contents.findIndex((content) => content.startsWith('event: done')) !== contents.length - 1)
    throw new PromiseBroken(`the story of ${key} goes on after its end`);
}

const LINES = 20;

const textOf = (batch: number, file: number): string =>
  Array.from(
    { length: LINES },
    (_, i) => `11-22 10:00:${10 + i}.000  100  100 E update_engine: payload ${batch}.${file} failed step ${i}\n`,
  ).join('');

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`answered ${response.status}`);
  return (await response.json()) as T;
}
