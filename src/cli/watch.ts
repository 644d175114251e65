import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { REPORT_OPTIONS, readReportOptions } from './report-option.ts';
import { showDiagnosis } from './show-diagnosis.ts';

export const watch = defineCommand({
  usage: ['watch BATCH [--format FORMAT] [--endpoint URL]'],
  about: `Follows the diagnosis of a batch as it is made, then prints its report. A batch that is finished is replayed. When the
connection breaks, it goes on behind the last event seen.`,
  options: { ...REPORT_OPTIONS, ...ENDPOINT_OPTION },
  examples: ['watch 01JD8Y2M3N4P5Q6R7S8T9V0W1X', 'watch 01JD8Y2M3N4P5Q6R7S8T9V0W1X > report.txt'],
  async run({ values, positionals }, io) {
    const print = readReportOptions(values);
    return showDiagnosis(clientFor(values.endpoint, io), requireBatchId(positionals), io, print);
  },
});
