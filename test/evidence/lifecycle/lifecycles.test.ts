import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lifecycle } from '#src/evidence/file-evidence.ts';
import { Lifecycles } from '#src/evidence/lifecycle/lifecycles.ts';
import { PointerMint } from '#src/evidence/pointers.ts';
import { Kind } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';

const SECOND = 1_000_000;
const START_US = Date.UTC(2026, 2, 1) * 1000;

function lifecyclesOf(records: TestRecord[], bootLines: number[] = []): Lifecycle[] {
  const lifecycles = new Lifecycles(new PointerMint(0, null));
  lifecycles.add(batchOf(records, new SourceTable()), bootLines);
  return lifecycles.finish();
}

/** One record a second; the boot began `bootUs`, its first record has this uptime. */
function boot(from: { bootUs: number; uptimeS: number; records: number; app?: string }): TestRecord[] {
  return Array.from({ length: from.records }, (_, n) => {
    const uptimeUs = (from.uptimeS + n) * SECOND;
    return { text: 'tick', uptimeUs, timeUs: from.bootUs + uptimeUs, app: from.app };
  });
}

const stretch = fc
  .record({
    ecu: fc.constantFrom('A', 'A', 'B'),
    app: fc.constantFrom('x', 'y'),
    timeUs: fc.option(fc.integer({ min: 0, max: 60 * SECOND }), { nil: undefined }),
    uptimeUs: fc.option(fc.integer({ min: -SECOND, max: 60 * SECOND }), { nil: undefined, freq: 1 }),
    counter: fc.option(fc.nat({ max: 255 }), { nil: undefined, freq: 1 }),
    kind: fc.constantFrom(Kind.message, Kind.message, Kind.message, Kind.control),
    length: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ length, ...record }) => Array.from({ length }, (): TestRecord => ({ text: 'a', ...record })));

describe('lifecycles', () => {
  it('are the same of records that only belong to the boot under way, taken together or one by one', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 30 }), (stretches) => {
        const batch = batchOf(stretches.flat(), new SourceTable());
        const [together, oneByOne] = [[], [batch.count]].map((bootLines) => {
          const lifecycles = new Lifecycles(new PointerMint(0, null));
          lifecycles.add(batch, bootLines);
          return { boots: [...lifecycles.bootOf.subarray(0, batch.count)], found: lifecycles.finish() };
        });
        expect(together).toEqual(oneByOne);
      }),
    );
  });

  it('begin anew when the tick counter does', () => {
    const found = lifecyclesOf([
      ...boot({ bootUs: START_US, uptimeS: 5, records: 60 }),
      ...boot({ bootUs: START_US + 100 * SECOND, uptimeS: 1, records: 30 }),
      ...boot({ bootUs: START_US + 200 * SECOND, uptimeS: 1, records: 20 }),
    ]);
    expect(found.map(({ ordinal, records, bootTimeUs }) => ({ ordinal, records, bootTimeUs }))).toEqual([
      { ordinal: 0, records: 60, bootTimeUs: START_US },
      { ordinal: 1, records: 30, bootTimeUs: START_US + 100 * SECOND },
      { ordinal: 2, records: 20, bootTimeUs: START_US + 200 * SECOND },
    ]);
    expect(found[1]).toMatchObject({
      firstUptimeUs: SECOND,
      lastUptimeUs: 30 * SECOND,
      clock: 'steady',
      clockStepUs: 0,
    });
  });

  it('are found without a wall clock too', () => {
    const found = lifecyclesOf(
      [...boot({ bootUs: 0, uptimeS: 5, records: 60 }), ...boot({ bootUs: 0, uptimeS: 1, records: 30 })].map(
        ({ timeUs, ...record }) => record,
      ),
    );
    expect(found.map(({ records, bootTimeUs, clock }) => [records, bootTimeUs, clock])).toEqual([
      [60, null, 'none'],
      [30, null, 'none'],
    ]);
  });

  it('do not break where two cores deliver out of order', () => {
    const records = boot({ bootUs: START_US, uptimeS: 5, records: 100 });
    for (let i = 0; i + 1 < records.length; i += 3) [records[i], records[i + 1]] = [records[i + 1], records[i]];
    expect(lifecyclesOf(records)).toMatchObject([{ records: 100 }]);
  });

  it('do not break on a message that was held back for a minute', () => {
    const records = boot({ bootUs: START_US, uptimeS: 100, records: 50 });
    const late = { text: 'late', uptimeUs: 40 * SECOND, timeUs: records[25].timeUs };
    const found = lifecyclesOf([...records.slice(0, 25), late, late, ...records.slice(25)]);
    expect(found).toMatchObject([{ records: 52, clock: 'steady' }]);
  });

  it('tell a quick reboot from a held-back message by the wall clock, however few records there are', () => {
    const found = lifecyclesOf([
      { text: 'a', uptimeUs: 40 * SECOND, timeUs: START_US + 40 * SECOND },
      { text: 'b', uptimeUs: 5 * SECOND, timeUs: START_US + 65 * SECOND },
      { text: 'c', uptimeUs: 65 * SECOND, timeUs: START_US + 125 * SECOND },
      { text: 'd', uptimeUs: 125 * SECOND, timeUs: START_US + 185 * SECOND },
    ]);
    expect(found.map(({ records }) => records)).toEqual([1, 3]);
  });

  it('see each turn of a boot loop', () => {
    const turns = Array.from({ length: 6 }, (_, n) =>
      boot({ bootUs: START_US + n * 60 * SECOND, uptimeS: 1, records: 12 }),
    );
    expect(lifecyclesOf(turns.flat()).map(({ records }) => records)).toEqual([12, 12, 12, 12, 12, 12]);
  });

  it('keep ECUs apart', () => {
    const records = [
      ...boot({ bootUs: START_US, uptimeS: 100, records: 20 }),
      ...boot({ bootUs: START_US, uptimeS: 1, records: 10 }).map((record) => ({ ...record, ecu: 'ECU2' })),
    ];
    expect(lifecyclesOf(records).map(({ ecu, records }) => [ecu, records])).toEqual([
      ['ECU1', 20],
      ['ECU2', 10],
    ]);
  });

  it('say that the wall clock was set within a boot, and by how much', () => {
    const [stepped] = lifecyclesOf([
      ...boot({ bootUs: START_US, uptimeS: 1, records: 20 }),
      ...boot({ bootUs: START_US + 3600 * SECOND, uptimeS: 21, records: 20 }),
    ]);
    expect(stepped).toMatchObject({ records: 40, clock: 'stepped', clockStepUs: 3600 * SECOND });
    expect(stepped.bootTimeUs).toBe(START_US + 3600 * SECOND);
  });

  it('say that a clock starts in 1970, and use the time it was set to later', () => {
    const [unset] = lifecyclesOf([
      ...boot({ bootUs: 0, uptimeS: 1, records: 20 }),
      ...boot({ bootUs: START_US, uptimeS: 21, records: 20 }),
    ]);
    expect(unset).toMatchObject({ records: 40, clock: 'unset', bootTimeUs: START_US });
    expect(lifecyclesOf(boot({ bootUs: 0, uptimeS: 1, records: 20 }))).toMatchObject([
      { clock: 'unset', bootTimeUs: null },
    ]);
  });

  it('follow boot lines where there are no ticks, once per bunch', () => {
    const lines = Array.from({ length: 60 }, (_, n) => ({ text: 'line', timeUs: START_US + n * SECOND }));
    const found = lifecyclesOf(lines, [30, 31, 33]);
    expect(found.map(({ records }) => records)).toEqual([30, 30]);
    expect(lifecyclesOf(lines)).toEqual([]);
  });

  it('are bounded however often a hostile counter restarts', () => {
    const records = Array.from({ length: 4000 }, (_, n) => ({ text: 'x', uptimeUs: (n % 4) * 100 * SECOND }));
    const lifecycles = new Lifecycles(new PointerMint(0, null));
    const sources = new SourceTable();
    for (let round = 0; round < 8; round++) lifecycles.add(batchOf(records, sources), []);
    const found = lifecycles.finish();
    expect(found.length).toBeLessThanOrEqual(1001);
    expect(found.reduce((sum, { records }) => sum + records, 0)).toBe(32_000);
  });
});

describe('lost messages', () => {
  const counted = (counters: number[], context = 'CTX'): TestRecord[] =>
    counters.map((counter, n) => ({ text: 'x', counter, uptimeUs: (n + 1) * SECOND, context }));
  const lostIn = (records: TestRecord[]): number[] => lifecyclesOf(records).map(({ lostMessages }) => lostMessages);
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => (from + n) & 255);

  it('are the holes in the counter, over its wrap at 256', () => {
    expect(lostIn(counted([...range(250, 300), ...range(303, 320), ...range(322, 330)]))).toEqual([5]);
  });

  it('are none where messages come twice or in another order', () => {
    expect(lostIn(counted([1, 2, 2, 3, 5, 4, 6, 7, 7, 8]))).toEqual([0]);
  });

  it('are counted per context or per application, as the counters run', () => {
    const one = counted(range(0, 60), 'A');
    const two = counted(range(100, 160), 'B');
    const perContext = one.flatMap((record, n) => [record, two[n]]);
    expect(lostIn(perContext)).toEqual([0]);
    const perApp = counted(range(0, 60)).map((record, n) => ({ ...record, context: n % 3 ? 'A' : 'B' }));
    expect(lostIn(perApp)).toEqual([0]);
  });

  it('are none across a boot, where counters start again', () => {
    const first = counted(range(0, 40));
    const second = counted(range(0, 40)).map((record) => ({ ...record }));
    expect(lostIn([...first, ...second])).toEqual([0, 0]);
  });

  it('are not claimed of counters that do not count', () => {
    expect(lostIn(counted(range(0, 200).map((n) => (n * 37) & 255)))).toEqual([0]);
  });
});
