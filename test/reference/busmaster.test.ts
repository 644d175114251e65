import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readFrames } from '#test/support/read-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-busmaster-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = ['frame.time_epoch', 'can.id', 'can.flags.xtd', 'can.flags.rtr', 'data.data'];

function tshark(parameters: string[]): string {
  // Times of the day are of the machine's zone to it.
  const env = { ...process.env, TZ: 'UTC' };
  const { error, status, stdout, stderr } = spawnSync('tshark', parameters, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env,
  });
  if (error || status !== 0)
    throw new Error(`tshark cannot be run; install it with: apt-get install tshark\n${stderr}`);
  return stdout;
}

beforeAll(() => {
  tshark(['--version']);
});

/** [time in microseconds, id, 29 bits, remote, data]. */
type Frame = [number, number, boolean, boolean, string];

function framesOfTshark(file: string): Frame[] {
  const lines = tshark(['-r', file, '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])])
    .trimEnd()
    .split('\n');
  return lines.map((line): Frame => {
    const [time, id, isExtended, isRemote, data] = line.split('\t');
    return [Math.round(Number(time) * 1e6), Number(id), isExtended === '1', isRemote === '1', data ?? ''];
  });
}

async function framesOfArgus(file: string): Promise<Frame[]> {
  return (await readFrames(readFileSync(file))).map(({ data, flags, id, timeUs }) => {
    const isRemote = (flags & Flag.remote) !== 0;
    return [timeUs, id, (flags & Flag.extendedId) !== 0, isRemote, isRemote ? '' : data];
  });
}

/** Lines of a small generator, so that a run is a run again. */
function linesOf(base: 'HEX' | 'DEC', mode: 'ABSOLUTE' | 'RELATIVE' | 'SYSTEM'): string[] {
  let seed = 26;
  const below = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >>> 8) % most;
  };
  const number = (value: number, digits: number) =>
    base === 'DEC' ? String(value) : value.toString(16).toUpperCase().padStart(digits, '0');
  let ticks = mode === 'SYSTEM' ? (14 * 3_600 + 15 * 60 + 8) * 10_000 : 0;
  return Array.from({ length: 400 }, () => {
    const step = below(30_000);
    ticks = mode === 'RELATIVE' ? step : ticks + step;
    const seconds = Math.floor(ticks / 10_000);
    const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
    const time = [...parts.map((part) => String(part).padStart(2, '0')), String(ticks % 10_000).padStart(4, '0')].join(
      ':',
    );
    const isExtended = below(3) === 0;
    const isRemote = below(9) === 0;
    // What has the id 0 tshark reads on, and tells no bytes of.
    const id = number(1 + below(isExtended ? 0x1fffffff : 0x7ff), 3);
    const data = Array.from({ length: isRemote ? 0 : below(9) }, () => number(below(256), 2));
    const type = `${isExtended ? 'x' : 's'}${isRemote ? 'r' : ''}`;
    return [
      time,
      below(2) ? 'Rx' : 'Tx',
      1 + below(2),
      base === 'HEX' ? `0x${id}` : id,
      type,
      data.length,
      ...data,
    ].join(' ');
  });
}

function logOf(base: 'HEX' | 'DEC', mode: 'ABSOLUTE' | 'RELATIVE' | 'SYSTEM'): string {
  const header = [
    'BUSMASTER Ver 3.2.2',
    'PROTOCOL CAN',
    'NOTE: PLEASE DO NOT EDIT THIS DOCUMENT',
    '[START LOGGING SESSION]',
    'START DATE AND TIME 3:3:2026 14:15:7:250',
    base,
    `${mode} MODE`,
    'START CHANNEL BAUD RATE',
    'CHANNEL 1 - Bench adapter - 500000 bps',
    'END CHANNEL BAUD RATE',
    'START DATABASE FILES',
    'END DATABASE FILES',
    '<Time><Tx/Rx><Channel><CAN ID><Type><DLC><DataBytes>',
  ];
  const end = ['END DATE AND TIME 3:3:2026 14:25:7:250', '[STOP LOGGING SESSION]'];
  const marked = (line: string) => `***${line}***`;
  return `${[...header.map(marked), ...linesOf(base, mode), ...end.map(marked)].join('\r\n')}\r\n`;
}

it.each([
  ['HEX', 'SYSTEM'],
  ['HEX', 'ABSOLUTE'],
  ['HEX', 'RELATIVE'],
  ['DEC', 'SYSTEM'],
] as const)('a log in %s with times of %s mode gives the frames that tshark finds', async (base, mode) => {
  const file = join(folder, `${base}-${mode}.log`);
  writeFileSync(file, logOf(base, mode));
  const [own, expected] = [await framesOfArgus(file), framesOfTshark(file)];
  expect(own.map(([, ...frame]) => frame)).toEqual(expected.map(([, ...frame]) => frame));
  // Times since the line before are no times to tshark.
  if (mode !== 'RELATIVE') expect(own.map(([timeUs]) => timeUs)).toEqual(expected.map(([timeUs]) => timeUs));
  expect(new Set(own.map(([timeUs]) => timeUs)).size).toBeGreaterThan(390);
});

it.skipIf(isCorpusAbsent())('a real log gives the frames that tshark finds', async () => {
  const file = corpusFile('can_other/savvycan_BusMasterLog.log') ?? '';
  const [own, expected] = [await framesOfArgus(file), framesOfTshark(file)];
  expect(own.map(([, ...frame]) => frame)).toEqual(expected.map(([, ...frame]) => frame));
  // Less than four digits behind the seconds are milliseconds, as SavvyCAN writes them; tshark takes them for tenths.
  const milliseconds = ([timeUs]: Frame) => Math.floor(timeUs / 1e6) * 1e6 + (timeUs % 1e6) * 10;
  expect(own.map(([timeUs]) => timeUs)).toEqual(expected.map(milliseconds));
});

it.skipIf(isCorpusAbsent())('a real trace of CARBUS Analyzer gives the columns that it is written in', async () => {
  const file = corpusFile('trc/savvycan_CarBusAnalyzer_CANFD.trc') ?? '';
  const rows = readFileSync(file, 'latin1')
    .split('\r')
    .map((line) => line.split('\t'))
    .filter((row) => row.length > 8);
  const expected = rows.map(([time, , , id, count, data]) => {
    const bytes = data.trim().replaceAll(' ', '').toLowerCase();
    expect(bytes).toHaveLength(2 * Number(count));
    return [Math.round(Number(time.replace(',', '.')) * 1e6), Number.parseInt(id, 16), bytes];
  });
  const frames = await readFrames(readFileSync(file));
  expect(frames.map(({ data, id, uptimeUs }) => [uptimeUs, id, data])).toEqual(expected);
  expect(frames.every(({ data, flags }) => ((flags & Flag.fd) !== 0) === data.length > 16)).toBe(true);
});
