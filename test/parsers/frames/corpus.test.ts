import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import { type CorpusEntry, corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type ReadFrame, readFrames } from '#test/support/read-frames.ts';

/** What python-can counted, as the manifest words it. */
interface Counts {
  frames: number;
  errors: number;
  fd: number;
  remote: number;
  ids: number;
  /** The most frequent id and how often it came. */
  top?: [id: number, count: number];
  firstUs: number;
  lastUs: number;
}

const COUNTS =
  /^python-can (\d+) msgs(?: \(error (\d+), fd (\d+), rtr (\d+)\))?, (\d+) ids(?:, top 0x([0-9a-f]+?)(?:xx|x)(\d+))?, ([\d.]+)\.\.([\d.]+);/;

/** Where python-can is wrong, and what stands in the file. */
const PYTHON_CAN_ERRS: Readonly<Record<string, Partial<Counts>>> = {
  // A remote frame on a CANFD line: CAN FD has none, and the EDL bit of its flags column is 0.
  'asc/pycan_logfile.asc': { fd: 3 },
  'asc/pycan_test_CanFdRemoteMessage.asc': { fd: 0 },
  // 64 bytes on a classic line: python-can cuts them to 8 and takes the frame for a classic one.
  'asc/pycan_single_frame.asc': { fd: 1 },
  // A bit for remote frames beside the one for CAN FD format, which has none.
  'blf/pycan_test_CanFdMessage64.blf': { remote: 0 },
};

const entries = corpusEntries().filter(
  ({ format, expected }) => ['asc', 'trc', 'blf'].includes(format) && COUNTS.test(expected),
);

function expectedOf({ file, expected }: CorpusEntry): Counts {
  const [, frames, errors, fd, remote, ids, topId, topCount, first, last] = COUNTS.exec(expected) ?? [];
  return {
    frames: Number(frames),
    errors: Number(errors ?? 0),
    fd: Number(fd ?? 0),
    remote: Number(remote ?? 0),
    ids: Number(ids),
    ...(topId && { top: [Number.parseInt(topId, 16), Number(topCount)] as [number, number] }),
    firstUs: Math.round(Number(first) * 1e6),
    lastUs: Math.round(Number(last) * 1e6),
    ...PYTHON_CAN_ERRS[file],
  };
}

function countsOf(frames: readonly ReadFrame[]): Omit<Counts, 'firstUs' | 'lastUs'> {
  const having = (flag: number) => frames.filter(({ flags }) => flags & flag).length;
  const withId = frames.filter(({ flags }) => !(flags & Flag.errorFrame));
  const byId = [...Map.groupBy(withId, ({ id }) => id)].map(([id, all]) => [id, all.length] as [number, number]);
  const [top] = byId.sort((a, b) => b[1] - a[1]);
  return {
    frames: frames.length,
    errors: having(Flag.errorFrame),
    fd: having(Flag.fd),
    remote: having(Flag.remote),
    ids: byId.length,
    ...(top && { top }),
  };
}

describe.skipIf(isCorpusAbsent())('real recordings', () => {
  it.each(entries)('$file holds the frames that python-can counts', async (entry) => {
    const frames = await readFrames(new Uint8Array(readFileSync(corpusFile(entry.file) ?? '')));
    const { firstUs, lastUs, ...counts } = expectedOf(entry);
    expect(countsOf(frames)).toEqual(counts);
    const times = frames.map(({ timeUs, uptimeUs }) => (Number.isNaN(timeUs) ? uptimeUs : timeUs));
    // python-can leaves the date out where it can, and reads none in TRC 1.0.
    expect(Math.max(...times) - Math.min(...times)).toBeCloseTo(lastUs - firstUs, -0.5);
    if (firstUs > 1e15) expect(Math.abs(Math.min(...times) - firstUs)).toBeLessThanOrEqual(1);
  });

  it('name their start once: the same recording as ASC and as TRC has the same times', async () => {
    const [asc, trc] = await Promise.all(
      ['asc/pycan_test_CanMessage.asc', 'trc/pycan_test_CanMessage.trc'].map((file) =>
        readFrames(new Uint8Array(readFileSync(corpusFile(file) ?? ''))),
      ),
    );
    expect(asc.map(({ timeUs, bus, id, data }) => [timeUs, bus, id, data])).toEqual(
      trc.map(({ timeUs, bus, id, data }) => [timeUs, bus, id, data]),
    );
  });
});
