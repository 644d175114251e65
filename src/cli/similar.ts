import type { SimilarCase } from '#src/report/report.ts';
import { similarText } from '#src/report/report-layout.ts';
import { printable } from './colour.ts';
import type { Command } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { readOptions } from './options.ts';

const HELP = `argus similar BATCH [--json] [--endpoint URL]

Prints earlier batches that show what this one shows, the most alike first, and what became of each: a sign weighs the more the
fewer batches have it.

Options
  --json          print them as JSON
  --endpoint URL  where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus similar 01JD8Y2M3N4P5Q6R7S8T9V0W1X
`;

export const similar: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, { json: { type: 'boolean' }, endpoint: { type: 'string' } });
    const path = `/batches/${requireBatchId(positionals)}/similar`;
    const found = await clientFor(values.endpoint, io).readJson<{ similar: SimilarCase[] }>(path);
    if (values.json) await io.stdout.write(`${JSON.stringify(found.similar)}\n`);
    else for (const each of found.similar) await io.stdout.write(`${printable(similarText(each))}\n`);
    if (found.similar.length === 0) await io.stderr.write('No earlier batch shares a sign with it.\n');
    return 0;
  },
};
