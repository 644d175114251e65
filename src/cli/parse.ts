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
import { withStandardInput } from './standard-input.ts';
import { findStoredLog, type NamedPath, namedFiles, type StoredLog, unreadable } from './stored-log.ts';

const OPTIONS = {
  json: { about: 'one JSON object per file' },
  records: { about: 'one JSON object per record: offset, length, time, text' },
  ...FORMAT_OPTION,
  ...DESCRIPTION_OPTIONS,
} as const;

export const parse = defineCommand({
  usage: ['parse PATH... [--json | --records] [--as FORMAT] [--dbc FILE] [--fibex FILE] [--arxml FILE]'],
  about: `Shows what Argus reads in log files (also all those of a folder, and - for standard input): format, records, damage, time span, levels, sources, boots and faults. Formats are
recognised by content; archives (zip, tar) and compression (gzip, zstd) are looked into. Documents and source code are no
logs. A file that cannot be read does not stop the others; the exit code is then 1.`,
  options: OPTIONS,
  examples: [
    'parse trace.dlt ./more',
    'parse - < trace.dlt',
    'parse --json session.zip | jq .faults',
    'parse --records can.log | head',
    'parse --dbc powertrain.dbc --records can.log | jq .signals',
  ],
  takes: 'files',
  run: parseFiles,
});

async function parseFiles({ values, positionals }: Line<typeof OPTIONS>, io: Io): Promise<ExitCode> {
  if (positionals.length === 0) throw new UsageError('Which files? Name at least one, or a folder: argus parse PATH…');
  if (values.json && values.records) throw new UsageError('--json and --records exclude each other: choose one.');
  const print = values.records ? printRecords : values.json ? printJson : printTable;
  const reading = {
    io,
    as: values.as === undefined ? undefined : requireFormat(values.as),
    descriptions: await readDescriptions(values, io),
  };
  return withStandardInput(positionals, io, async (names, piped) => {
    const named = await Promise.all(names.map((name) => namedFiles(name, io.cwd)));
    return parseAll([...named.flat(), ...(piped ? [piped] : [])], print, reading);
  });
}

type Print = (file: NamedPath, reading: Reading & { isOneOfMany: boolean }) => Promise<boolean>;

async function parseAll(files: readonly NamedPath[], print: Print, reading: Reading): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  for (const file of files) {
    if (reading.io.signal.aborted) return 1;
    const isWhole = await print(file, { ...reading, isOneOfMany: files.length > 1 });
    if (!isWhole) exitCode = 1;
  }
  if (exitCode === 1) await reading.io.stderr.write(`Argus reads ${READABLE_FORMATS}.\n`);
  return exitCode;
}

async function printJson(file: NamedPath, reading: Reading): Promise<boolean> {
  const summaries = await summariesOf(file, reading);
  for (const summary of summaries) await reading.io.stdout.write(`${jsonText(summary)}\n`);
  return summaries.every(({ message }) => message === undefined);
}

async function printTable(file: NamedPath, reading: Reading): Promise<boolean> {
  const summaries = await summariesOf(file, reading);
  for (const summary of summaries) await reading.io.stdout.write(parseTable(summary, reading.io));
  return summaries.every(({ message }) => message === undefined);
}

async function summariesOf(file: NamedPath, { io, as, descriptions }: Reading): Promise<ParseSummary[]> {
  let log: StoredLog | undefined;
  try {
    log = await findStoredLog(file);
    return summarise(await collectFile({ ...inputOf(log, io), descriptions, ...(as !== undefined && { as }) }));
  } catch (error) {
    const { message } = unreadable(file.name, error);
    return [summaryOfFailure({ name: file.name, member: null, sizeBytes: log?.sizeBytes ?? 0, message })];
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
