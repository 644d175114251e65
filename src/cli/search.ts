import type { RecordPage } from '#src/api/record-schemas.ts';
import { jsonText } from '#src/report/json-text.ts';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { printFoundRecords } from './print-found-records.ts';

const WISHES = {
  text: { value: 'WORDS', about: 'words that all stand in the record, whatever their case' },
  ecu: { value: 'NAME', about: 'its writer, as reports name it' },
  app: { value: 'NAME', about: 'its application' },
  context: { value: 'NAME', about: 'its context' },
  level: { value: 'fatal|error|warn|info|debug|verbose', about: 'this level or a graver one' },
  from: { value: 'TIME', about: "by the writer's clock, such as 2026-03-01T06:00:00Z" },
  to: { value: 'TIME', about: 'the same for the end' },
  template: { value: 'ID', about: 'fingerprint of a template' },
  file: { value: 'N', about: 'number of the file in the batch, from 0' },
} as const;

const OPTIONS = {
  ...WISHES,
  limit: { value: 'N', about: 'at most so many (default 40, at most 500)' },
  json: { about: 'print the records as JSON, one per line' },
  ...ENDPOINT_OPTION,
} as const;

const NAMES = Object.keys(WISHES) as (keyof typeof WISHES)[];

export const search = defineCommand({
  usage: ['search BATCH [OPTIONS]'],
  about:
    'Prints the log records of a batch that fit all that is given, in order of file and place; each with its place, for "argus show".',
  options: OPTIONS,
  examples: [
    'search 01JD8Y2M3N4P5Q6R7S8T9V0W1X --text "no space left"',
    'search 01JD8Y2M3N4P5Q6R7S8T9V0W1X --ecu gwc --level error --from 2026-03-01T06:00:00Z',
  ],
  async run({ values, positionals }, io) {
    const batchId = requireBatchId(positionals);
    const given = [...NAMES, 'limit' as const].flatMap((name) => {
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
});
