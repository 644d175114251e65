import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CorpusEntry, corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type ReadFrame, readFrames } from '#test/support/read-frames.ts';
import { readBytes } from '#test/support/read-log.ts';

const entries = corpusEntries().filter(({ format }) => format === 'mf4');
const bytesOf = ({ file }: CorpusEntry) => new Uint8Array(readFileSync(corpusFile(file) ?? ''));

/** What asammdf counted of one group of frames: `CAN1_Rx=764 ids 3 t 53.1437..183.7583 top 0x7ecx540`. */
interface Group {
  frames: number;
  ids: number;
  /** Seconds since the recording began. */
  first: number;
  last: number;
  top: [id: number, count: number];
}

const GROUP = /=(\d+) ids (\d+) t ([\d.]+)\.\.([\d.]+) top 0x([0-9a-f]+)x(\d+)/g;

function groupsOf(expected: string): Group[] {
  return [...expected.matchAll(GROUP)].map(([, frames, ids, first, last, id, count]) => ({
    frames: Number(frames),
    ids: Number(ids),
    first: Number(first),
    last: Number(last),
    top: [Number.parseInt(id, 16), Number(count)],
  }));
}

const startOf = (expected: string): number =>
  Date.parse(/start ([^,]*)/.exec(expected)?.[1].replace(' ', 'T') ?? '') * 1000;

/** One group of asammdf has one kind of id and one direction. */
function countsOf(frames: readonly ReadFrame[], startUs: number): Group {
  const byId = [...Map.groupBy(frames, ({ id }) => id)].map(([id, all]) => [id, all.length] as [number, number]);
  const times = frames.map(({ timeUs }) => (timeUs - startUs) / 1e6).sort((a, b) => a - b);
  return {
    frames: frames.length,
    ids: byId.length,
    first: times[0],
    last: times[times.length - 1],
    top: byId.sort((a, b) => b[1] - a[1])[0],
  };
}

describe.skipIf(isCorpusAbsent())('real MDF4 recordings', () => {
  describe.each(entries)('$file', (entry) => {
    it('has the records that asammdf counts, and no damage', async () => {
      const { streams, failed } = await readBytes(bytesOf(entry));
      expect(failed).toEqual([]);
      const [, records] = /(\d+) records/.exec(entry.expected) ?? [];
      expect(streams[0].records).toHaveLength(Number(records));
      expect(streams[0].gaps).toEqual([]);
    });

    it('has the values of each group that asammdf counts', async () => {
      const { streams } = await readBytes(bytesOf(entry));
      const samples = streams[0].records.filter(({ kind }) => kind === 'sample');
      for (const [, name, count] of entry.expected.matchAll(/(?:; |records; )(\w+)=(\d+)(?=;|$)/g)) {
        expect(samples.filter(({ app }) => app === name)).toHaveLength(Number(count));
      }
    });

    it.runIf(groupsOf(entry.expected).length > 0)('has the frames that asammdf counts, by group', async () => {
      const frames = await readFrames(bytesOf(entry));
      const groups = Map.groupBy(frames, ({ bus, flags }) =>
        entry.expected.includes('CAN_DataFrame=') ? '' : `${bus} ${flags}`,
      );
      const counts = [...groups.values()].map((all) => countsOf(all, startOf(entry.expected)));
      const inOrder = (list: Group[]) => list.sort((a, b) => a.frames - b.frames);
      const close = ({ first, last, ...rest }: Group) => ({
        ...rest,
        first: expect.closeTo(first, 3),
        last: expect.closeTo(last, 3),
      });
      expect(inOrder(counts)).toEqual(inOrder(groupsOf(entry.expected)).map(close));
    });
  });
});
