import type { Report } from '#src/report/report.ts';
import type { ApiClient } from './api-client.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { printReportAs, REPORT_OPTIONS, readReportOptions } from './report-option.ts';

export const report = defineCommand({
  usage: ['report BATCH [--format FORMAT] [--endpoint URL]'],
  about: 'Prints the report of a finished batch.',
  options: { ...REPORT_OPTIONS, ...ENDPOINT_OPTION },
  examples: [
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X',
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --format html > report.html',
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --json | jq .verdict',
  ],
  async run({ values, positionals }, io) {
    const path = `/batches/${requireBatchId(positionals)}/report`;
    const print = readReportOptions(values);
    const client = clientFor(values.endpoint, io);
    // What was stored is always the same; people are shown what is like it as of now, too.
    const shown = print.format === 'json' ? await client.readJson<Report>(path) : await readShown(client, path);
    await printReportAs(print, shown, io);
    return 0;
  },
});

async function readShown(client: ApiClient, path: string): Promise<Report> {
  const report = await client.readJson<Report>(path);
  const { similar } = await client.readJson<Required<Pick<Report, 'similar'>>>(path.replace(/report$/, 'similar'));
  return { ...report, similar };
}
