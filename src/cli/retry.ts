import type { Command } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { readOptions } from './options.ts';
import { showDiagnosis } from './show-diagnosis.ts';

const HELP = `argus retry BATCH [--endpoint URL]

Goes on with a batch that failed, where it broke, and follows its diagnosis. One that runs or has its result is followed only.

Options
  --endpoint URL   where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus retry 01JD8Y2M3N4P5Q6R7S8T9V0W1X
`;

export const retry: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, { endpoint: { type: 'string' } });
    const client = clientFor(values.endpoint, io);
    const batchId = requireBatchId(positionals);
    await client.readJson(`/batches/${batchId}/retry`, { method: 'POST' });
    return showDiagnosis(client, batchId, io);
  },
};
