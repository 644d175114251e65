import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { READABLE_FORMATS } from '#src/parsers/registry.ts';
import { jsonText } from '#src/report/json-text.ts';
import { type ExitCode, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { DESCRIPTION_OPTIONS, readDescriptions } from './description-option.ts';
import { FORMAT_OPTION, requireFormat } from './format-option.ts';
import type { Line } from './options.ts';
import { printRecords } from './parse-records.ts';
import { type ParseSummary, summarise, summaryOfFailure } from './parse-summary.ts';
import { parseTable } from './parse-table.ts';
import type { Reading } from './reading.ts';
import { findStoredLog, type StoredLog, unreadable } from './stored-log.ts';

const OPTIONS = {
  json: { about: 'one JSON object per file' },
  records: { about: 'one JSON object per record: offset, length, time, text' },
  ...FORMAT_OPTION,
  ...DESCRIPTION_OPTIONS,
} as const;

export const parse = defineCommand({
  usage: ['parse FILE... [--json | --records] [--as FORMAT] [--dbc FILE] [--fibex FILE]'],
  about: `Shows what Argus reads in log files: format, records, damage, time span, levels, sources, boots and faults. Formats are
recognised by content; archives (zip, tar) and compression (gzip, zstd) are looked into. Documents and source code are no
logs. A file that cannot be read does not stop the others; the exit code is then 1.`,
  options: OPTIONS,
  examples: [
    'parse trace.dlt',
    'parse --json session.zip | jq .faults',
    'parse --records can.log | head',
    'parse --dbc powertrain.dbc --records can.log | jq .signals',
  ],
  takes: 'files',
  run: parseFiles,
});

async function parseFiles({ values, positionals }: Line<typeof OPTIONS>, io: Io): Promise<ExitCode> {
  if (positionals.length === 0) throw new UsageError('Which files? Name at least one: argus parse FILE…');
  if (values.json && values.records) throw new UsageError('--json and --records exclude each other: choose one.');
  const print = values.records ? printRecords : values.json ? printJson : printTable;
  const as = values.as === undefined ? undefined : requireFormat(values.as);
  const descriptions = readDescriptions(values, io);
  let exitCode: ExitCode = 0;
  for (const name of positionals) {
    if (io.signal.aborted) return 1;
    const isWhole = await print(name, { io, as, descriptions, isOneOfMany: positionals.length > 1 });
    if (!isWhole) exitCode = 1;
  }
  if (exitCode === 1) await io.stderr.write(`Argus reads ${READABLE_FORMATS}.\n`);
  return exitCode;
}

async function printJson(name: string, reading: Reading): Promise<boolean> {
  const { io } = reading;
  const summaries = await summariesOf(name, reading);
  for (const summary of summaries) await io.stdout.write(`${jsonText(summary)}\n`);
  return summaries.every(({ message }) => message === undefined);
}

async function printTable(name: string, reading: Reading): Promise<boolean> {
  const { io } = reading;
  const summaries = await summariesOf(name, reading);
  for (const summary of summaries) await io.stdout.write(parseTable(summary, io));
  return summaries.every(({ message }) => message === undefined);
}

async function summariesOf(name: string, { io, as, descriptions }: Reading): Promise<ParseSummary[]> {
  let log: StoredLog | undefined;
  try {
    log = await findStoredLog(name, io.cwd);
    return summarise(await collectFile({ ...inputOf(log, io), descriptions, ...(as !== undefined && { as }) }));
  } catch (error) {
    const { message } = unreadable(name, error);
    return [summaryOfFailure({ name, member: null, sizeBytes: log?.sizeBytes ?? 0, message })];
  }
}

const inputOf = (log: StoredLog, io: Io): Parameters<typeof collectFile>[0] => ({
  stream: log.open(io.signal),
  source: log.source,
  codecs: nodeCodecs,
  file: { index: 0, name: log.name, sizeBytes: log.sizeBytes },
  // Nothing printed here points at a stored file.
  sha256: () => '',
  referenceTimeUs: log.modifiedUs,
});
