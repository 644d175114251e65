import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { Flag } from '#src/parsers/record-batch.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { python } from '#test/support/python.ts';
import { readFrames } from '#test/support/read-frames.ts';
import { chunksOf } from '#test/support/read-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-mf4-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ASAMMDF = 'asammdf==8.8.28';

beforeAll(() => {
  python(ASAMMDF, 'import asammdf');
});

/** Every frame of a bus log: microseconds, id, length, data. */
const LIST_FRAMES = `
import sys
from asammdf import MDF
m = MDF(sys.argv[1])
start = round(m.header.start_time.timestamp() * 1e6)
for index, group in enumerate(m.groups):
    names = [c.name for c in group.channels]
    if group.channel_group.cycles_nr == 0 or 'CAN_DataFrame.ID' not in names: continue
    read = lambda part: m.get('CAN_DataFrame.' + part, group=index, raw=part != 'DataLength')
    ids, lengths, data = read('ID'), read('DataLength'), read('DataBytes')
    for t, i, n, d in zip(ids.timestamps, ids.samples, lengths.samples, data.samples):
        print(start + round(t * 1e6), int(i) & 0x1fffffff, int(n), bytes(d)[:int(n)].hex())
`;

/** Finishes and sorts a recording: one group after the other, lists of packed blocks, columns together. */
const SAVE_PACKED = `
import sys
from asammdf import MDF
MDF(sys.argv[1]).save(sys.argv[2], compression=2, overwrite=True)
`;

/** The sum and number of the values of every channel, by name. */
const SUM_CHANNELS = `
import sys
from asammdf import MDF
import numpy as np
m = MDF(sys.argv[1])
for index, group in enumerate(m.groups):
    for c in group.channels:
        if c.channel_type in (2, 3) or c.data_type > 5: continue
        s = m.get(c.name, group=index)
        if s.samples.dtype.kind not in 'uif': s = m.get(c.name, group=index, raw=True)
        values = s.samples.astype('f8')
        values = values[np.isfinite(values)]
        print(c.name.replace(' ', '_'), len(values), repr(float(values.min())), repr(float(values.max())))
`;

const files = corpusEntries()
  .filter(({ format }) => format === 'mf4')
  .map(({ file }) => file);
const busLogs = files.filter((file) => file.includes('canedge'));
const measurements = files.filter((file) => !file.includes('canedge'));

async function framesOfArgus(path: string): Promise<string[]> {
  const frames = await readFrames(new Uint8Array(readFileSync(path)));
  const data = frames.filter(({ flags }) => !(flags & (Flag.errorFrame | Flag.remote)));
  return data.map(({ timeUs, id, data: bytes }) => `${timeUs} ${id} ${bytes.length / 2} ${bytes}`.trim());
}

describe.skipIf(isCorpusAbsent()).each(busLogs)('%s', (file) => {
  const path = corpusFile(file) ?? '';

  it('has the frames that asammdf reads', async () => {
    const expected = python(ASAMMDF, LIST_FRAMES, path).map((line) => line.trim());
    expect((await framesOfArgus(path)).sort()).toEqual(expected.sort());
  });

  it('has the same frames once asammdf has finished, sorted and packed it', async () => {
    const packed = join(folder, 'packed.mf4');
    python(ASAMMDF, SAVE_PACKED, path, packed);
    expect((await framesOfArgus(packed)).sort()).toEqual((await framesOfArgus(path)).sort());
  });
});

interface Range {
  name: string;
  count: number;
  min: unknown;
  max: unknown;
}

/** asammdf converts in single precision where the channel is. */
const close = (value: number) => expect.closeTo(value, value === 0 ? 6 : 6 - Math.ceil(Math.log10(Math.abs(value))));
const byName = (ranges: Range[]) => ranges.sort((a, b) => (a.name < b.name ? -1 : 1));

describe.skipIf(isCorpusAbsent()).each(measurements)('%s', (file) => {
  it('has the values of every channel that asammdf reads', async () => {
    const path = corpusFile(file) ?? '';
    const expected = python(ASAMMDF, SUM_CHANNELS, path).map((line) => {
      const [name, count, min, max] = line.split(' ');
      return { name, count: Number(count), min: close(Number(min)), max: close(Number(max)) };
    });
    const { evidence } = await collectFile({
      stream: chunksOf(readFileSync(path), () => 1 << 20),
      codecs: nodeCodecs,
      file: { index: 0, name: file, sizeBytes: 0 },
      sha256: () => '',
      referenceTimeUs: 0,
    });
    const ranges = evidence[0].series.map(({ name, count, min, max }) => ({
      name: name.replaceAll(' ', '_'),
      count,
      min,
      max,
    }));
    expect(byName(ranges)).toEqual(byName(expected));
  });
});
