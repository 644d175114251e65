import type { Report } from '#src/report/report.ts';
import type { ApiClient } from './api-client.ts';
import { type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { printReport } from './show-diagnosis.ts';

export const report = defineCommand({
  usage: ['report BATCH [--format text|md|json] [--endpoint URL]'],
  about: 'Prints the report of a finished batch.',
  options: {
    format: { value: 'text|md|json', about: 'text for the terminal (default), md for a document, json for all of it' },
    ...ENDPOINT_OPTION,
  },
  examples: [
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X',
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --format md > report.md',
    'report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --format json | jq .verdict',
  ],
  async run({ values, positionals }, io) {
    const path = `/batches/${requireBatchId(positionals)}/report`;
    const format = requireFormat(values.format ?? 'text');
    const client = clientFor(values.endpoint, io);
    if (format === 'text') await printReport(await readShown(client, path), io);
    else await printAsSent(await client.readText(path, { headers: { accept: ACCEPT[format] } }), io);
    return 0;
  },
});

/** With what is like it, as of now. */
async function readShown(client: ApiClient, path: string): Promise<Report> {
  const report = await client.readJson<Report>(path);
  const { similar } = await client.readJson<Required<Pick<Report, 'similar'>>>(path.replace(/report$/, 'similar'));
  return { ...report, similar };
}

const ACCEPT = { md: 'text/markdown', json: 'application/json' } as const;

function requireFormat(format: string): 'text' | 'md' | 'json' {
  if (format === 'text' || format === 'md' || format === 'json') return format;
  throw new UsageError(`--format must be text, md or json, not "${format}".`);
}

async function printAsSent(text: string, io: Io): Promise<void> {
  await io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
