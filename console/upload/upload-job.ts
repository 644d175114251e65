import { type Signal, signal } from '@preact/signals';
import type { PartPage, UploadItem, UploadPage } from '#src/api/batch-schemas.ts';
import { apiPath, askJson, postJson } from '../api/client.ts';
import { announce, type SessionFacts } from './announce.ts';
import type { GivenFile } from './dropped-files.ts';
import { type PutOutcome, put } from './put.ts';

export interface UploadState {
  phase: 'reading' | 'sending' | 'waiting' | 'done' | 'failed';
  files: number;
  filesDone: number;
  totalBytes: number;
  sentBytes: number;
  /** Where it goes; empty until it is announced. */
  batchId: string;
  /** What holds it up, in a sentence. */
  message: string;
}

export interface UploadJob {
  state: Signal<UploadState>;
  vehicleId: string;
}

/** At once, so that small files do not wait for each other's answers; browsers open six connections to one host. */
const LANES = 4;
/** 1 + 2 + 4 … + 30 s: a minute and a half of a bad line, then the reader is asked. */
const TRIES = 8;
const MOST_PAUSE_MS = 30_000;

/** The upload of this tab: one at a time, and it goes on while the reader looks at other pages. */
export const currentUpload = signal<UploadJob | undefined>(undefined);

export function startUpload(facts: SessionFacts, files: readonly GivenFile[]): UploadJob {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const start = { phase: 'reading', files: files.length, filesDone: 0, totalBytes, sentBytes: 0 } as const;
  const job: UploadJob = { vehicleId: facts.vehicleId, state: signal({ ...start, batchId: '', message: '' }) };
  currentUpload.value = job;
  void run(job, facts, files).catch((error: Error) => update(job, { phase: 'failed', message: error.message }));
  return job;
}

function update({ state }: UploadJob, change: Partial<UploadState>): void {
  state.value = { ...state.value, ...change };
}

async function run(job: UploadJob, facts: SessionFacts, files: readonly GivenFile[]): Promise<void> {
  const first = await announce(facts, files, (filesDone) => update(job, { filesDone }));
  const sending = new Sending(job, files);
  update(job, { phase: 'sending', batchId: first.batchId, filesDone: 0 });
  sending.skipAllBut(first);
  for (let page: UploadPage | undefined = first; page; page = await nextPage(page)) await sending.sendAll(page.uploads);
  update(job, { phase: 'done', message: '', filesDone: files.length });
}

const nextPage = async ({ next }: UploadPage): Promise<UploadPage | undefined> =>
  next === null ? undefined : askJson<UploadPage>(apiPath(next));

/** What is on its way, and how much of it has left. */
class Sending {
  readonly #job: UploadJob;
  readonly #files: readonly GivenFile[];
  readonly #sent: number[];
  #done = 0;

  constructor(job: UploadJob, files: readonly GivenFile[]) {
    this.#job = job;
    this.#files = files;
    this.#sent = files.map(() => 0);
  }

  /** Files that have come on an earlier try are done; where there are more pages, which ones shows later. */
  skipAllBut({ uploads, next }: UploadPage): void {
    if (next !== null) return;
    const missing = new Set(uploads.map(({ file }) => file));
    for (const [at] of this.#files.entries()) if (!missing.has(at)) this.#finish(at);
  }

  async sendAll(uploads: readonly UploadItem[]): Promise<void> {
    const queue = [...uploads];
    const lane = async () => {
      for (let item = queue.shift(); item; item = queue.shift()) await this.#sendFile(item);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  async #sendFile(item: UploadItem): Promise<void> {
    const { file } = this.#files[item.file];
    if (item.parts) await this.#sendParts(item, file);
    else
      await this.#patiently(
        () => this.#put(item, file, { at: item.file, before: 0 }),
        () => this.#renew(item),
      );
    this.#finish(item.file);
  }

  /** Asks which parts are missing until none is: after a break, only those are sent. */
  async #sendParts({ file: at, parts: path = '' }: UploadItem, file: File): Promise<void> {
    for (;;) {
      const page = await this.#asked(() => postJson<PartPage>(apiPath(path), {}));
      if (page.isWhole) return;
      let before = file.size - page.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      for (const part of page.parts) {
        const bytes = file.slice(part.offset, part.offset + part.sizeBytes);
        const outcome = await this.#put(part, bytes, { at, before });
        if (outcome === 'broken') await this.#pause(1);
        else before += part.sizeBytes;
      }
    }
  }

  async #put(target: PutLike, body: Blob, { at, before }: { at: number; before: number }): Promise<PutOutcome> {
    return put(target, body, (bytes) => this.#note(at, before + bytes));
  }

  /** Sends until it is there; `renew` gets a fresh target where the old one has expired. */
  async #patiently(send: () => Promise<PutOutcome>, renew: () => Promise<void>): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcome = await send();
      if (outcome === 'sent' || outcome === 'there-already') return;
      if (outcome === 'refused')
        throw new UploadStopped('The storage did not take a file: has it changed since you chose it?');
      if (outcome === 'expired') await renew();
      else await this.#pause(tries);
    }
    throw new UploadStopped('The connection stayed down. Drop the same folder again: it goes on where it stopped.');
  }

  async #renew(item: UploadItem): Promise<void> {
    const { batchId } = this.#job.state.value;
    const page = await this.#asked(() =>
      askJson<UploadPage>(apiPath(`/batches/${batchId}/uploads`, { from: item.file })),
    );
    const fresh = page.uploads.find(({ file }) => file === item.file);
    if (fresh) Object.assign(item, fresh);
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (tries === TRIES) throw error;
        await this.#pause(tries);
      }
    }
  }

  async #pause(tries: number): Promise<void> {
    update(this.#job, { phase: 'waiting', message: 'The connection is down. It goes on by itself.' });
    await Promise.race([wait(Math.min(MOST_PAUSE_MS, 1_000 * 2 ** (tries - 1))), backOnline()]);
    update(this.#job, { phase: 'sending', message: '' });
  }

  #note(at: number, bytes: number): void {
    const sentBytes = this.#job.state.value.sentBytes + bytes - this.#sent[at];
    this.#sent[at] = bytes;
    update(this.#job, { sentBytes });
  }

  #finish(at: number): void {
    this.#note(at, this.#files[at].file.size);
    this.#done++;
    update(this.#job, { filesDone: this.#done });
  }
}

type PutLike = Parameters<typeof put>[0];

/** The reader has to do something about it. */
class UploadStopped extends Error {
  override readonly name = 'UploadStopped';
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const backOnline = (): Promise<void> =>
  new Promise((resolve) => window.addEventListener('online', () => resolve(), { once: true }));
