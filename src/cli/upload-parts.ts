import type { PartItem, PartPage, UploadItem } from '#src/api/batch-schemas.ts';
import { CommandFailed } from './command.ts';
import { putFile } from './put-file.ts';
import { retrying } from './retrying.ts';
import { detailOf, UploadBroken, type UploadJob } from './upload-job.ts';
import type { Progressing } from './upload-progress.ts';

/** Rounds in a row that began with the same missing part: each had its own retries, so the link is given up. */
const MAX_IDLE_ROUNDS = 3;

/** Sends a large file part by part; what an earlier run got across is not sent again. */
export async function uploadParts(job: UploadJob, item: UploadItem, shown: Progressing): Promise<'sent'> {
  let next = await ask(job, item);
  job.progress.add(shown, arrivedBefore(next));
  for (let idle = 0; idle < MAX_IDLE_ROUNDS; ) {
    if (next.isWhole) return 'sent';
    const [{ part: first }] = next.parts;
    for (const part of next.parts) await sendPart(job, item, part, shown);
    next = await ask(job, item);
    idle = next.parts[0]?.part === first ? idle + 1 : 0;
  }
  throw new CommandFailed('Its parts were sent, but the storage still misses some.');
}

/** Parts go in order: an earlier run left those before the first missing one. */
const arrivedBefore = ({ parts: [first] }: PartPage): number => first?.offset ?? 0;

const ask = ({ client }: UploadJob, { parts = '' }: UploadItem): Promise<PartPage> =>
  client.readJson<PartPage>(parts, { method: 'POST' });

/** A URL that has expired meanwhile ends the round: the next one brings fresh ones. */
async function sendPart(job: UploadJob, item: UploadItem, part: PartItem, shown: Progressing): Promise<void> {
  const { path } = job.files[item.file];
  await retrying({ signal: job.signal, isWorthIt: (error) => error instanceof UploadBroken }, async () => {
    let sent = 0;
    const onBytes = (count: number) => {
      sent += count;
      job.progress.add(shown, count);
    };
    const { offset, sizeBytes } = part;
    const answer = await putFile(part, { path, offset, sizeBytes, onBytes, signal: job.signal }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.syscall === 'open' || error.syscall === 'read') throw error;
        return { status: 0, text: '' };
      },
    );
    // 412: it is there, and the answer to an earlier request was lost.
    if ([200, 412].includes(answer.status) || (answer.status === 403 && Date.parse(part.expiresAt) <= Date.now()))
      return;
    job.progress.add(shown, -sent);
    if (answer.status !== 0 && answer.status < 500) throw new CommandFailed(detailOf(answer.status, answer.text));
    throw new UploadBroken(answer.status === 0 ? 'The connection broke.' : detailOf(answer.status, answer.text));
  });
}
