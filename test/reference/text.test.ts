import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LogcatWriter } from '#src/simulator/writers/logcat.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readBytes } from '#test/support/read-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** liblog's numbers, 2 verbose … 7 fatal; a line that tshark cannot take apart has none. */
const LEVELS = ['none', 'none', 'verbose', 'debug', 'info', 'warn', 'error', 'fatal'];

const FIELDS = ['frame.len', 'logcat_text.tag', 'logcat_text.priority', 'logcat_text.timestamp'];

interface Line {
  app: string;
  level: string;
  /** `08-10 11:20:03.661`; empty when there is none. */
  time: string;
}

function fieldsOfTshark(file: string, names: readonly string[]): string[][] {
  const fields = names.flatMap((name) => ['-e', name]);
  const tshark = spawnSync('tshark', ['-r', file, '-T', 'fields', ...fields], {
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  if (tshark.error || tshark.status !== 0)
    throw new Error(`tshark cannot be run; install it with: apt-get install tshark\n${tshark.stderr}`);
  const lines = tshark.stdout.split('\n').slice(0, -1);
  return lines.map((line) => line.split('\t'));
}

function linesOfTshark(file: string): Line[] {
  const lines = fieldsOfTshark(file, FIELDS);
  return lines.map(([, tag, priority, time]) => ({
    app: tag.trim(),
    level: LEVELS[Number(priority)],
    time: shortTime(time),
  }));
}

/** `Aug 10, 1970 11:20:03.661000000 UTC`, in the year that tshark gives all of them, as logcat writes it. */
const shortTime = (time: string): string => (time === '' ? '' : dayAndClock(Date.parse(time.replace(/0{6} /, ' '))));

const dayAndClock = (timeMs: number): string => new Date(timeMs).toISOString().slice(5, 23).replace('T', ' ');

async function linesOfArgus(file: string): Promise<Line[]> {
  const { streams } = await readBytes(readFileSync(file));
  expect(streams[0].format).toBe('logcat');
  expect(streams[0].gaps).toEqual([]);
  return streams[0].records.map(({ app, level, timeUs }) => ({
    app,
    level,
    time: timeUs === null ? '' : dayAndClock(timeUs / 1000),
  }));
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const PRIORITIES = ['V', 'D', 'I', 'W', 'E', 'F'] as const;

function written(): Uint8Array {
  const writer = new LogcatWriter();
  for (let i = 0; i < 3000; i++) {
    const timeUs = Date.parse('2026-08-10T00:00:00Z') * 1000 + i * 7_654_321;
    if (i % 500 === 0) writer.beginBuffer(['main', 'system', 'crash'][(i / 500) % 3]);
    if (i % 3 === 0) writer.addUpdateEngine({ timeUs, pid: 839, level: 'INFO', place: 'a.cc(1)', text: `step ${i}` });
    else writer.add({ timeUs, pid: 100 + i, priority: PRIORITIES[i % 6], tag: `Tag ${i % 9}`, message: `text: ${i}` });
  }
  return writer.toBytes();
}

it('reads as many records as tshark in what the simulator writes, with the same tags, levels and times', async () => {
  const path = file('written.log', written());
  const lines = await linesOfArgus(path);
  expect(lines).toHaveLength(3006);
  expect(lines).toEqual(linesOfTshark(path));
});

const BODY = (i: number) => `message ${i}`;
const TIME = '08-10 11:20:03.661';

it.each([
  ['brief', (i: number) => `I/update_engine(  839): ${BODY(i)}`],
  ['time', (i: number) => `${TIME} W/Tag (x)(  839): ${BODY(i)}`],
  ['threadtime', (i: number) => `${TIME}   839   840 E chatty  : ${BODY(i)}`],
  ['long', (i: number) => `[ ${TIME}   839:  840 I/update_engine ]\n${BODY(i)}\nmore\n`],
])('reads the %s layout as tshark does', async (name, line) => {
  const lines = Array.from({ length: 20 }, (_, i) => line(i));
  const path = file(`${name}.log`, `--------- beginning of main\n${lines.join('\n')}\n`);
  const argus = await linesOfArgus(path);
  expect(argus).toHaveLength(21);
  expect(argus).toEqual(linesOfTshark(path));
});

it.each([
  ['process', (i: number) => `I(  839) ${BODY(i)}  (update_engine)`],
  ['thread', (i: number) => `I(  839:  840) ${BODY(i)}`],
  ['tag', (i: number) => `I/update_engine: ${BODY(i)}`],
])('counts the lines of the %s layout as tshark does', async (name, line) => {
  const path = file(`${name}.log`, `${Array.from({ length: 20 }, (_, i) => line(i)).join('\n')}\n`);
  expect(await linesOfArgus(path)).toHaveLength(linesOfTshark(path).length);
});

it('keeps every line that tshark keeps, also those neither can take apart', async () => {
  const lines = [
    '--------- beginning of main',
    `${TIME}   839   839 E AndroidRuntime: FATAL EXCEPTION: main`,
    '\tat com.vehicle.ota.Installer.apply(Installer.java:42)',
    'Caused by: java.io.IOException: No space left on device',
    '--------- switch to system',
    `${TIME}   839   839 I         : no tag`,
    `${TIME}   839   839 I Foo: Bar: baz`,
  ];
  const path = file('mixed.log', `${lines.join('\n')}\n`);
  expect(await linesOfArgus(path)).toHaveLength(lines.length);
  expect(linesOfTshark(path)).toHaveLength(lines.length);
});

/** One entry of `journalctl -o export`; every third message stands behind a length, as text with newlines does. */
function journalEntry(i: number): Buffer {
  const text = `step ${i}${i % 3 === 0 ? '\nand more' : ''}`;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const message = i % 3 === 0 ? ['MESSAGE\n', length, text] : [`MESSAGE=${text}`];
  const times = `__REALTIME_TIMESTAMP=${1_622_663_339_361_387 + i}\n__MONOTONIC_TIMESTAMP=${3_340_504_328 + i}\n`;
  const head = `__CURSOR=s=1;i=${i}\n${times}_BOOT_ID=ab\nPRIORITY=6\nSYSLOG_IDENTIFIER=rauc\n_HOSTNAME=gateway\n`;
  return Buffer.concat([head, ...message, '\n\n'].map((part) => Buffer.from(part)));
}

it('reads the entries of a journal export that tshark reads', async () => {
  const path = file('export.log', Buffer.concat(Array.from({ length: 200 }, (_, i) => journalEntry(i))));
  const { streams } = await readBytes(readFileSync(path));
  expect(streams[0].format).toBe('journald');
  expect(streams[0].gaps).toEqual([]);
  const timesUs = fieldsOfTshark(path, ['frame.time_epoch']).map(([time]) => Math.round(Number(time) * 1e6));
  expect(streams[0].records.map(({ timeUs }) => timeUs)).toEqual(timesUs);
});

describe.skipIf(isCorpusAbsent())('real logcat excerpts', () => {
  it.each([
    'ue_android_kDownloadTransferError_selinux.txt',
    'ue_android_kInstallDeviceOpenError_overlayfs.txt',
    'ue_android_source_hash_mismatch.txt',
  ])('%s gives the lines that tshark gives', async (name) => {
    const path = corpusFile(`excerpts/${name}`) ?? name;
    expect(await linesOfArgus(path)).toEqual(linesOfTshark(path));
  });
});
