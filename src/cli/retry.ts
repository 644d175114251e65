import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { REPORT_OPTIONS, readReportOptions } from './report-option.ts';
import { showDiagnosis } from './show-diagnosis.ts';

export const retry = defineCommand({
  usage: ['retry BATCH [--format FORMAT] [--endpoint URL]'],
  about:
    'Goes on with a batch that failed, where it broke, and follows its diagnosis. One that runs or has its result is followed only.',
  options: { ...REPORT_OPTIONS, ...ENDPOINT_OPTION },
  examples: ['retry 01JD8Y2M3N4P5Q6R7S8T9V0W1X'],
  async run({ values, positionals }, io) {
    const print = readReportOptions(values);
    const client = clientFor(values.endpoint, io);
    const batchId = requireBatchId(positionals);
    await client.readJson(`/batches/${batchId}/retry`, { method: 'POST' });
    return showDiagnosis(client, batchId, io, print);
  },
});
