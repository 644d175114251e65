import type { Report } from '#src/report/report.ts';
import type { ApiClient } from './api-client.ts';
import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { readOptions } from './options.ts';
import { printReport } from './show-diagnosis.ts';

const HELP = `argus report BATCH [--format text|md|json] [--endpoint URL]

Prints the report of a finished batch.

Options
  --format FORMAT  text for the terminal (default), md for a document, json for all of it
  --endpoint URL   where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus report 01JD8Y2M3N4P5Q6R7S8T9V0W1X
  argus report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --format md > report.md
  argus report 01JD8Y2M3N4P5Q6R7S8T9V0W1X --format json | jq .verdict
`;

export const report: Command = {
  help: HELP,
  async run(argv, io): Promise<ExitCode> {
    const { values, positionals } = readOptions(argv, { endpoint: { type: 'string' }, format: { type: 'string' } });
    const path = `/batches/${requireBatchId(positionals)}/report`;
    const format = requireFormat(values.format ?? 'text');
    const client = clientFor(values.endpoint, io);
    if (format === 'text') await printReport(await readShown(client, path), io);
    else await printAsSent(await client.readText(path, { headers: { accept: ACCEPT[format] } }), io);
    return 0;
  },
};

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
