import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import { CandumpWriter } from '#src/simulator/writers/candump.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readFrames } from '#test/support/read-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-candump-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Debian's own interpreter: python3-can is not seen by another. */
const PYTHON = '/usr/bin/python3';

function run(command: string, parameters: string[], debianPackage: string): string {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, { maxBuffer: 1 << 28, encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${command} cannot be run; install it with: apt-get install ${debianPackage}\n${stderr}`);
  return stdout;
}

beforeAll(() => {
  run(PYTHON, ['-c', 'import can'], 'python3-can');
});

const LIST_FRAMES = `
import can, json, sys
for m in can.CanutilsLogReader(sys.argv[1]):
    print(json.dumps([round(m.timestamp * 1e6), m.channel, m.arbitration_id, m.is_extended_id, m.is_remote_frame,
                      m.is_error_frame, m.is_fd, bytes(m.data).hex(), not m.is_rx]))
`;

type Frame = [number, string, number, boolean, boolean, boolean, boolean, string, boolean];

function framesOfPythonCan(file: string): Frame[] {
  const lines = run(PYTHON, ['-c', LIST_FRAMES, file], 'python3-can').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

async function framesOfArgus(file: string): Promise<Frame[]> {
  const frames = await readFrames(readFileSync(file));
  return frames.map(({ timeUs, bus, id, flags, data }) => [
    timeUs,
    bus,
    id,
    (flags & Flag.extendedId) !== 0,
    (flags & Flag.remote) !== 0,
    (flags & Flag.errorFrame) !== 0,
    (flags & Flag.fd) !== 0,
    data,
    (flags & Flag.transmitted) !== 0,
  ]);
}

function written(): string {
  const writer = new CandumpWriter();
  for (let i = 0; i < 5000; i++) {
    const data = Uint8Array.from({ length: i % 9 }, (_, at) => (i * 31 + at) & 0xff);
    const line = { timeUs: 1_790_000_000_000_000 + i * 1237, bus: `can${i % 3}`, data };
    if (i % 7 === 0) writer.add({ ...line, id: 0x18da00f1 + i, isExtended: true });
    else if (i % 11 === 0) writer.add({ ...line, id: i % 0x800, isFd: true, data: new Uint8Array(i % 65).fill(i) });
    else if (i % 13 === 0) writer.add({ ...line, id: i % 0x800, isRemote: true });
    else writer.add({ ...line, id: i % 0x800 });
  }
  const file = join(folder, 'written.log');
  writeFileSync(file, writer.toBytes());
  return file;
}

it('reads the frames that python-can reads in what the simulator writes', async () => {
  const file = written();
  const frames = await framesOfArgus(file);
  expect(frames).toHaveLength(5000);
  expect(frames).toEqual(framesOfPythonCan(file));
});

it('takes an error frame for one, as python-can does, and keeps its bus, class and data besides', async () => {
  const writer = new CandumpWriter();
  writer.add({ timeUs: 1_790_000_000_000_000, bus: 'can0', id: 0x80, isError: true, data: new Uint8Array(8).fill(2) });
  const file = join(folder, 'error.log');
  writeFileSync(file, writer.toBytes());
  const [[timeUs, , , isExtended, isRemote, isError]] = framesOfPythonCan(file);
  const common = [timeUs, isExtended, isRemote, isError];
  const [frame] = await framesOfArgus(file);
  expect([frame[0], frame[3], frame[4], frame[5]]).toEqual(common);
  expect([frame[1], frame[2], frame[7]]).toEqual(['can0', 0x80, '0202020202020202']);
});

it('counts the frames that log2asc converts', async () => {
  const file = written();
  const converted = run('log2asc', ['-I', file, 'can0', 'can1', 'can2'], 'can-utils').trimEnd().split('\n');
  const heading = converted.findIndex((line) => line.startsWith('no internal events logged'));
  expect(await framesOfArgus(file)).toHaveLength(converted.length - heading - 1);
});

describe.skipIf(isCorpusAbsent())('real recordings', () => {
  it.each(['candump/icsim_sample-can.log', 'candump/prettyj1939_candump.log'])(
    'reads the frames of %s that python-can reads',
    async (name) => {
      const file = corpusFile(name) ?? name;
      expect(await framesOfArgus(file)).toEqual(framesOfPythonCan(file));
    },
  );

  it('reads the screen output that python-can cannot, frame by frame as rewritten for it', async () => {
    const lines = readFileSync(corpusFile('candump/open3e_candump.log') ?? '', 'utf8').split('\n');
    const rewritten = lines
      .filter((line) => line.trim())
      .map((line) => line.trim().replace(/^(\S+) +(\S+) +\[\d+\] +/, '(1790000000.000000) $1 $2#'))
      .map((line) => line.replace(/(?<=#.*) /g, ''));
    const file = join(folder, 'rewritten.log');
    writeFileSync(file, `${rewritten.join('\n')}\n`);
    const withoutTime = (frames: Frame[]) => frames.map((frame) => frame.slice(1));
    const frames = await framesOfArgus(corpusFile('candump/open3e_candump.log') ?? '');
    expect(frames).toHaveLength(6488);
    expect(withoutTime(frames)).toEqual(withoutTime(framesOfPythonCan(file)));
  });
});
