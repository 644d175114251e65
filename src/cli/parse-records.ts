import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { ParseError } from '#src/parsers/log-format.ts';
import { type LogVisitor, readLog } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { viewRecord } from '#src/parsers/record-view.ts';
import { jsonText } from '#src/report/json-text.ts';
import { printable } from './colour.ts';
import type { Io } from './command.ts';
import { isoTime } from './iso-time.ts';
import type { Reading } from './reading.ts';
import { findStoredLog, type NamedPath, unreadable } from './stored-log.ts';

/** Prints one JSON object per record as it is read; false when a part of the file could not be read. */
export async function printRecords(
  file: NamedPath,
  { io, as, descriptions, isOneOfMany }: Reading & { isOneOfMany: boolean },
): Promise<boolean> {
  const { name } = file;
  const failures: string[] = [];
  const visitor = recordPrinter(io, isOneOfMany ? { file: name } : {}, failures);
  try {
    const log = await findStoredLog(file);
    const stream = log.open(io.signal);
    const input = { stream, source: log.source, codecs: nodeCodecs, referenceTimeUs: log.modifiedUs };
    await readLog({ ...input, descriptions, ...(as !== undefined && { as }) }, visitor);
  } catch (error) {
    const { message } = unreadable(name, error);
    failures.push(message);
  }
  for (const failure of failures) await io.stderr.write(`${printable(`${name}: ${failure}`)}\n`);
  return failures.length === 0;
}

function recordPrinter(io: Io, place: { file?: string }, failures: string[]): LogVisitor {
  return {
    open: ({ member }) => ({
      records: async (batch) => io.stdout.write(linesOf(batch, member === null ? place : { ...place, member })),
      end: () => {},
    }),
    failed: (member: string | null, error: ParseError) =>
      failures.push(member === null ? error.message : `${member}: ${error.message}`),
  };
}

function linesOf(batch: RecordBatch, place: { file?: string; member?: string }): string {
  let lines = '';
  for (let i = 0; i < batch.count; i++) {
    const { offset, length, timeUs, uptimeUs, ...rest } = viewRecord(batch, i);
    const uptime = uptimeUs === null ? {} : { uptimeSeconds: uptimeUs / 1e6 };
    const signals = rest.kind === 'frame' ? signalsOf(batch, i) : {};
    lines += `${jsonText({ ...place, offset, length, time: isoTime(timeUs), ...uptime, ...rest, ...signals })}\n`;
  }
  return lines;
}

interface ShownSignal {
  value: number;
  unit?: string;
  /** What the database calls this value. */
  text?: string;
}

/** Nothing where no database knows the frame. */
function signalsOf({ samples, sources }: RecordBatch, i: number): { signals?: Record<string, ShownSignal> } {
  const [from, to] = samples.rangeOf(i);
  if (from === to) return {};
  const shown = Array.from({ length: to - from }, (_, n): [string, ShownSignal] => {
    const series = samples.series[from + n];
    const value = samples.value[from + n];
    const { name, unit } = sources.series[series];
    const text = sources.textOfValue(series, value);
    return [name, { value, ...(unit !== '' && { unit }), ...(text !== undefined && { text }) }];
  });
  return { signals: Object.fromEntries(shown) };
}
