import type { Command } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { readOptions } from './options.ts';
import { showDiagnosis } from './show-diagnosis.ts';

const HELP = `argus watch BATCH [--endpoint URL]

Follows the diagnosis of a batch as it is made, then prints its report. A batch that is finished is replayed. When the
connection breaks, it goes on behind the last event seen.

Options
  --endpoint URL   where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus watch 01JD8Y2M3N4P5Q6R7S8T9V0W1X
  argus watch 01JD8Y2M3N4P5Q6R7S8T9V0W1X > report.txt
`;

export const watch: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, { endpoint: { type: 'string' } });
    return showDiagnosis(clientFor(values.endpoint, io), requireBatchId(positionals), io);
  },
};
