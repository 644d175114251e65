import type { UploadItem, UploadPage } from '#src/api/batch-schemas.ts';
import { CommandFailed } from './command.ts';
import { putFile } from './put-file.ts';
import { retrying } from './retrying.ts';
import { detailOf, UploadBroken, type UploadJob } from './upload-job.ts';
import { uploadParts } from './upload-parts.ts';
import type { Progressing } from './upload-progress.ts';

/** Uploads at once: enough to hide the round trips of small files, few enough for a mobile link. */
const AT_ONCE = 8;

/** Sends every file that the pages still ask for; returns how many could not be sent. */
export async function uploadFiles(job: UploadJob, first: UploadPage): Promise<number> {
  const queue = targets(job, first);
  let failed = 0;
  const work = async () => {
    for await (const item of queue) if (!(await uploadOne(job, item))) failed++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}

/** All targets over all pages. One generator feeds all workers: `for await` takes turns. */
async function* targets({ client, signal }: UploadJob, first: UploadPage): AsyncGenerator<UploadItem, void> {
  for (let page = first; ; page = await client.readJson<UploadPage>(page.next)) {
    for (const item of page.uploads) {
      if (signal.aborted) return;
      yield item;
    }
    if (page.next === null) return;
  }
}

async function uploadOne(job: UploadJob, item: UploadItem): Promise<boolean> {
  const { name, sizeBytes } = job.files[item.file];
  const shown = job.progress.begin(name, sizeBytes);
  try {
    const outcome = item.parts ? await uploadParts(job, item, shown) : await sendWithRetries(job, item, shown);
    await job.progress.end(shown, outcome);
    return true;
  } catch (error) {
    if (job.signal.aborted) return false;
    await job.progress.fail(shown, error instanceof Error ? error.message : String(error));
    return false;
  }
}

function sendWithRetries(job: UploadJob, item: UploadItem, shown: Progressing): Promise<'sent' | 'was there'> {
  let target = item;
  return retrying({ signal: job.signal, isWorthIt: (error) => error instanceof UploadBroken }, async () => {
    if (Date.parse(target.expiresAt) <= Date.now()) target = (await freshTarget(job, item.file)) ?? target;
    job.progress.rewind(shown);
    const { status, text } = await send(job, target, shown);
    if (status >= 200 && status < 300) return 'sent';
    // The first upload wins: this one, of an earlier run whose answer was lost.
    if (status === 409 || status === 412) return 'was there';
    if (status !== 403 && status < 500 && status !== 429) throw new CommandFailed(detailOf(status, text));
    if (status === 403) target = (await freshTarget(job, item.file)) ?? target;
    throw new UploadBroken(detailOf(status, text));
  });
}

function send(job: UploadJob, target: UploadItem, shown: Progressing) {
  const { path, sizeBytes } = job.files[target.file];
  const onBytes = (count: number) => job.progress.add(shown, count);
  return putFile(target, { path, sizeBytes, onBytes, signal: job.signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall === 'open' || error.syscall === 'read') throw error;
    throw new UploadBroken(`The connection broke (${error.code ?? error.message}).`);
  });
}

/** Undefined when the batch does not wait for this file any more. */
async function freshTarget({ client, batchId }: UploadJob, file: number): Promise<UploadItem | undefined> {
  const page = await client.readJson<UploadPage>(`/batches/${batchId}/uploads?from=${file}`);
  return page.uploads.find((item) => item.file === file);
}
