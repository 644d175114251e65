import type { RecordPage } from '#src/api/record-schemas.ts';
import { jsonText } from '#src/report/json-text.ts';
import { type Command, UsageError } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { readOptions } from './options.ts';
import { printFoundRecords } from './print-found-records.ts';

const HELP = `argus search BATCH [OPTIONS]

Prints the log records of a batch that fit all that is given, in order of file and place; each with its place, for "argus show".

Options
  --text WORDS     words that all stand in the record, whatever their case
  --ecu NAME       its writer, as reports name it
  --app NAME
  --context NAME
  --level LEVEL    this level or a graver one: fatal, error, warn, info, debug, verbose
  --from TIME      by the writer's clock, such as 2026-03-01T06:00:00Z
  --to TIME
  --template ID    fingerprint of a template
  --file N         number of the file in the batch, from 0
  --limit N        at most so many (default 40, at most 500)
  --json           print the records as JSON, one per line
  --endpoint URL   where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus search 01JD8Y2M3N4P5Q6R7S8T9V0W1X --text "no space left"
  argus search 01JD8Y2M3N4P5Q6R7S8T9V0W1X --ecu gwc --level error --from 2026-03-01T06:00:00Z
`;

const WISHES = ['text', 'ecu', 'app', 'context', 'level', 'from', 'to', 'template', 'file'] as const;

export const search: Command = {
  help: HELP,
  async run(argv, io) {
    const text = { type: 'string' } as const;
    const wishes = Object.fromEntries(WISHES.map((name) => [name, text])) as Record<
      (typeof WISHES)[number],
      typeof text
    >;
    const { values, positionals } = readOptions(argv, {
      ...wishes,
      limit: text,
      json: { type: 'boolean' },
      endpoint: text,
    });
    const batchId = requireBatchId(positionals);
    const given = [...WISHES, 'limit' as const].flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as [string, string]];
    });
    if (given.every(([name]) => name === 'limit'))
      throw new UsageError('What is to be found? Give at least one of --text, --ecu, --level …');
    const path = `/batches/${batchId}/records?${new URLSearchParams(given)}`;
    const page = await clientFor(values.endpoint, io).readJson<RecordPage>(path);
    if (values.json) for (const record of page.records) await io.stdout.write(`${jsonText(record)}\n`);
    else await printFoundRecords(page, io);
    return page.records.length > 0 ? 0 : 1;
  },
};
