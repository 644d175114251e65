import type { SimilarCase } from '#src/report/report.ts';
import { similarText } from '#src/report/report-layout.ts';
import { printable } from './colour.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';

export const similar = defineCommand({
  usage: ['similar BATCH [--json] [--endpoint URL]'],
  about: `Prints earlier batches that show what this one shows, the most alike first, and what became of each: a sign weighs the
more the fewer batches have it.`,
  options: { json: { about: 'print them as JSON' }, ...ENDPOINT_OPTION },
  examples: ['similar 01JD8Y2M3N4P5Q6R7S8T9V0W1X'],
  async run({ values, positionals }, io) {
    const path = `/batches/${requireBatchId(positionals)}/similar`;
    const found = await clientFor(values.endpoint, io).readJson<{ similar: SimilarCase[] }>(path);
    if (values.json) await io.stdout.write(`${JSON.stringify(found.similar)}\n`);
    else for (const each of found.similar) await io.stdout.write(`${printable(similarText(each))}\n`);
    if (found.similar.length === 0) await io.stderr.write('No earlier batch shares a sign with it.\n');
    return 0;
  },
});
