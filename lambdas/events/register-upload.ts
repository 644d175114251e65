import { registerUploads } from '#src/batch/barrier.ts';
import { groupUploads } from '#src/batch/keys.ts';
import { ObjectsCreated } from '#src/batch/stage-input.ts';
import { batchTable, clock, workflow } from '../env.ts';
import { handle } from '../wrappers.ts';

/** On "Object Created" under raw/: notes the arrival; the last file starts the batch. */
export const handler = handle(ObjectsCreated, async (events) => {
  const uploads = groupUploads(events.map(({ detail }) => detail.object.key));
  const ports = { table: batchTable(), clock: clock(), workflow: workflow() };
  for (const [batchId, files] of uploads) await registerUploads(ports, { batchId, files });
  return { files: events.length };
});
