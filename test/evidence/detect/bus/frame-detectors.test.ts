import { describe, expect, it } from 'vitest';
import { FrameDetectors } from '#src/evidence/detect/detectors.ts';
import { Kind, RecordBatch } from '#src/parsers/record-batch.ts';
import { Network, SourceTable } from '#src/parsers/source-table.ts';
import { faultWords, follow, frame, type Pair, type SentFrame, talk } from '#test/support/bus-traffic.ts';

const PAIR: Pair = { tester: 0x7e0, ecu: 0x7e8 };
const REFUSED = ['> 22 F1 90', '< 7F 22 31'];
const exchange = (pair: Partial<Pair> = {}): SentFrame[] => talk({ ...PAIR, ...pair }, ...REFUSED);
const said = (...frames: SentFrame[][]): string[] => faultWords(follow(frames.flat()));
const from = (id: number, count: number, data: string): SentFrame[] =>
  Array.from({ length: count }, (_, i) => frame(`${id.toString(16)} ${data}`, i));

/** An exchange behind target addresses: the first byte of each frame. */
const addressed = (fromMs: number): SentFrame[] => [
  frame('6F1 12 03 22 F1 90', fromMs),
  frame('612 F1 03 7F 22 31', fromMs + 10),
];

describe('a sender of frames that no protocol has', () => {
  const odd = (id: number, count: number) => from(id, count, 'FF 00 00 00 00 00 00 00');

  it('is given up at the eighth of them', () => {
    expect(said(odd(PAIR.tester, 7), odd(PAIR.ecu, 7), exchange())).toHaveLength(1);
    expect(said(odd(PAIR.tester, 8), exchange())).toEqual([]);
    expect(said(odd(PAIR.ecu, 8), exchange())).toEqual([]);
  });

  it('is followed on, however many they are, once it has proven to speak one', () => {
    expect(said(exchange(), odd(PAIR.tester, 50), odd(PAIR.ecu, 50), exchange({ fromMs: 1000 }))).toEqual([
      'consequence uds-negative-response NRC 0x31 x2',
    ]);
  });

  it('may put target addresses first: it gets as many tries again', () => {
    const byOther = from(0x6f1, 8, '12 FF 00').concat(from(0x612, 8, 'F1 FF 00'));
    expect(said(byOther, addressed(100))).toHaveLength(1);
    expect(said(byOther, from(0x6f1, 7, '12 FF 00'), from(0x612, 7, 'F1 FF 00'), addressed(100))).toHaveLength(1);
    expect(said(byOther, from(0x6f1, 8, '12 FF 00'), addressed(100))).toEqual([]);
  });

  it('has one doubt for all of its target addresses', () => {
    const normal = from(0x6f1, 8, '12 FF 00').concat(from(0x612, 8, 'F1 FF 00'));
    const spread = Array.from({ length: 8 }, (_, i) => frame(`6F1 ${(0x40 + i).toString(16)} FF 00`, 50 + i));
    expect(said(normal, spread.slice(1), addressed(100))).toHaveLength(1);
    expect(said(normal, spread, addressed(100))).toEqual([]);
  });

  it('is followed behind its target addresses, whatever odd comes, once one of them has proven to speak', () => {
    const normal = from(0x6f1, 8, '12 FF 00').concat(from(0x612, 8, 'F1 FF 00'));
    const proven = [0, 1, 2].flatMap((i) => addressed(100 + i * 100));
    expect(said(normal, proven, from(0x6f1, 40, '12 FF 00'), from(0x612, 40, 'F1 FF 00'), addressed(1000))).toEqual([
      'consequence uds-negative-response NRC 0x31 x4',
    ]);
  });
});

describe('a sender that nobody answers', () => {
  it.each([
    ['questions', '02 3E 00'],
    ['flow control', '30 00 00'],
    ['consecutive frames', '21 00 00'],
  ])('is given up at its 1024th frame: %s', (_, data) => {
    expect(said(from(PAIR.tester, 1022, data), exchange())).toHaveLength(1);
    expect(said(from(PAIR.tester, 1024, data), exchange())).toEqual([]);
  });

  it('is given up when it begins messages again and again and ends none', () => {
    const begun = (count: number) => from(PAIR.tester, count, '10 20 2E 00 00 00 00 00');
    expect(said(begun(7), exchange())).toHaveLength(1);
    expect(said(begun(8), exchange())).toEqual([]);
  });
});

describe('a bus', () => {
  it('is read with any number of senders', () => {
    const crowd = Array.from({ length: 1500 }, (_, i) => frame(`${(0x20000 + i).toString(16)} FF FF`, i));
    expect(said(crowd, exchange())).toHaveLength(1);
  });

  it('is followed for 4096 senders at a time', () => {
    const asking = (count: number) =>
      Array.from({ length: count }, (_, i) => frame(`${(0x20000 + i).toString(16)} 02 3E 00`, i));
    expect(said(asking(4094), exchange())).toHaveLength(1);
    expect(said(asking(4095), exchange())).toEqual([]);
  });

  it('of another network carries no diagnostics that Argus reads', () => {
    const lin = exchange().map((sent) => ({ ...sent, network: Network.lin }));
    expect(said(lin)).toEqual([]);
    const dm1 = { ...frame('18FECA00 04 FF 64 00 01 05 FF FF'), network: Network.ethernet };
    expect(said([dm1])).toEqual([]);
  });

  it('is timed by the clock of the logger where it knows no date', () => {
    const silent = [...talk(PAIR, '> 22 F1 90', '< 62 F1 90 31', '> 11 01'), frame('123', 60_000)];
    const { faults } = follow(silent.map((sent) => ({ ...sent, isUptime: true })));
    expect(faults).toMatchObject([{ kind: 'uds-response-timeout', firstTimeUs: null }]);
  });

  it('is read beside text of the same log', () => {
    const sources = new SourceTable();
    const detectors = new FrameDetectors(sources, () => {
      throw new RangeError('text was taken for a frame');
    });
    const batch = new RecordBatch(sources);
    batch.reset({ bytes: Uint8Array.of(3, 0x22, 0xf1, 0x90), end: 4, offset: 0, isLast: true });
    batch.count = 1;
    batch.kind[0] = Kind.message;
    batch.source[0] = sources.intern('can0', '7E0', '', Network.can);
    batch.bodyEnd[0] = 4;
    detectors.addAll(batch);
    expect(detectors.finish()).toEqual({ faults: [], phases: [], outcomes: [] });
  });
});
