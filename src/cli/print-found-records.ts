import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';
import { paletteFor, printable } from './colour.ts';
import type { Io } from './command.ts';

/** One line per record: its place, time, level, writer and text; the one that was asked for is marked. */
export async function printFoundRecords({ here, isCut, records }: RecordPage, io: Io): Promise<void> {
  const paint = paletteFor(io.stdout, io.env);
  for (const [i, record] of records.entries()) {
    const line = lineOf(record);
    await io.stdout.write(`${i === here ? paint.bold(`> ${line}`) : `  ${line}`}\n`);
  }
  if (records.length === 0) await io.stderr.write('There is no such record.\n');
  if (isCut) await io.stderr.write('There may be more: narrow it down, or raise --limit.\n');
}

function lineOf({ app, context, ecu, file, level, member, offset, text, time }: RecordItem): string {
  const place = `${file}:${offset}${member === null ? '' : ` (${member})`}`;
  const writer = [ecu, app, context].filter((name) => name !== '').join('/');
  return printable([place, time ?? '-', level, `${writer}:`, text].join(' '));
}
