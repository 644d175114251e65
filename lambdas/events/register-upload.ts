import { registerNotices } from '#src/batch/register-notices.ts';
import { UploadNotices } from '#src/batch/stage-input.ts';
import { batchTable, clock, unitsAtOnce, workflow } from '../env.ts';
import { handle } from '../wrappers.ts';

/** On "Object Created" under raw/, many at a time from a queue: notes the arrivals; the last file starts its batch. */
export const handler = handle(UploadNotices, (notices) => {
  const ports = { table: batchTable(), clock: clock(), workflow: workflow(), unitsAtOnce: unitsAtOnce() };
  return registerNotices(ports, notices);
});
