import { registerUpload } from '#src/batch/barrier.ts';
import { parseRawKey } from '#src/batch/keys.ts';
import { ObjectCreated } from '#src/batch/stage-input.ts';
import { batchTable, clock, workflow } from '../env.ts';
import { handle } from '../wrappers.ts';

/** On "Object Created" under raw/: notes the arrival; the last file starts the batch. */
export const handler = handle(ObjectCreated, async ({ detail }) => {
  const upload = parseRawKey(detail.object.key);
  if (upload) await registerUpload({ table: batchTable(), clock: clock(), workflow: workflow() }, upload);
  return upload;
});
