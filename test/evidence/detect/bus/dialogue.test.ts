import { describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import { faultWords, follow, frame, isoTp, type Pair, type SentFrame, talk } from '#test/support/bus-traffic.ts';

const USUAL: Pair = { tester: 0x7e0, ecu: 0x7e8 };
const MAKERS: Pair = { tester: 0x720, ecu: 0x728 };
const STRANGERS: Pair = { tester: 0x200, ecu: 0x400 };

const REFUSED = ['> 22 F1 90', '< 7F 22 31'];
const ANSWERED = ['> 22 F1 90', '< 62 F1 90 31'];
/** An answer that repeats nothing of its request. */
const BARE = ['> 03', '< 43 01 01 71'];

const times = (count: number, lines: readonly string[]): string[] => Array.from({ length: count }, () => lines).flat();
const said = (...frames: SentFrame[][]): string[] => faultWords(follow(frames.flat()));
const onBus = (bus: string, frames: readonly SentFrame[]): SentFrame[] => frames.map((sent) => ({ ...sent, bus }));
const inOrder = (...frames: SentFrame[][]): SentFrame[] => frames.flat().sort((a, b) => a.atMs - b.atMs);

describe('two ids are taken for tester and ECU', () => {
  it.each([
    ['reserved ids', USUAL, BARE, 1],
    ['ids at a usual distance that repeat bytes of the request', MAKERS, REFUSED, 1],
    ['ids at a usual distance that only name its service', MAKERS, BARE, 3],
    ['any ids that repeat bytes of the request', STRANGERS, REFUSED, 3],
  ])('%s: after %#', (_, pair, exchange, needed) => {
    expect(said(talk(pair, ...times(needed - 1, exchange)))).toEqual([]);
    expect(said(talk(pair, ...times(needed, exchange)))).toEqual([expect.stringContaining(` x${needed}`)]);
  });

  it('never, when strangers only name the service', () => {
    expect(said(talk(STRANGERS, ...times(50, BARE)))).toEqual([]);
  });

  it('never, when one of them sends both the questions and the answers', () => {
    expect(said(talk({ tester: 0x300, ecu: 0x300 }, ...times(50, REFUSED)))).toEqual([]);
  });

  it('never across two buses', () => {
    const asked = onBus('can0', talk(USUAL, ...times(20, ['> 22 F1 90', 'wait 100'])));
    const answered = onBus('can1', talk(USUAL, ...times(20, ['wait 100', '< 7F 22 31'])));
    expect(said(inOrder(asked, answered))).toEqual([]);
  });

  it('only while answers to a question outweigh answers to none', () => {
    const unasked = times(8, ['< 7F 11 22']);
    expect(said(talk(USUAL, ...REFUSED, ...unasked.slice(0, 3)))).toHaveLength(1);
    expect(said(talk(USUAL, ...REFUSED, ...unasked.slice(0, 4)))).toEqual([]);
    expect(said(talk(USUAL, ...times(2, REFUSED), ...unasked.slice(0, 6)))).toHaveLength(1);
  });

  it('and then a refusal counts although its question is not in the log', () => {
    const known = times(4, ['> 22 F1 90', '< 62 F1 90 31']);
    expect(said(talk(USUAL, ...known, '< 7F 31 72'))).toHaveLength(1);
    expect(said(talk(USUAL, ...known, '< 7F 31 78'))).toEqual([]);
    expect(said(talk(USUAL, ...known.slice(0, 2), '< 7F 31 72'))).toEqual([]);
  });

  it('not by an answer to another question', () => {
    expect(said(talk(USUAL, ...times(4, ['> 22 F1 90', '< 7F 2E 31'])))).toEqual([]);
    expect(said(talk(USUAL, ...times(4, ['> 22 F1 90', '< 62 F1 91 31'])))).toEqual([]);
    expect(said(talk(USUAL, ...times(4, ['> 31 01 FF 00', '< 71 01 FF 01 01'])))).toEqual([]);
  });
});

describe('an answer belongs to', () => {
  it('the tester that asked this, not to the one that asked last', () => {
    const one = talk(USUAL, '> 11 01', 'wait 100', '< 7F 11 22');
    const other = talk({ ...MAKERS, fromMs: 50 }, '> 22 F1 90', 'wait 100', '< 62 F1 90 31');
    const { faults } = follow(inOrder(one, other));
    expect(faults).toMatchObject([{ code: 'NRC 0x22', facts: { requestId: '0x7E0', responseId: '0x7E8' } }]);
  });

  it('the tester whose id goes with it, although a stranger asked the same later', () => {
    const { faults } = follow([
      ...talk(USUAL, '> 22 F1 90'),
      ...talk({ ...STRANGERS, fromMs: 10 }, '> 22 F1 90'),
      ...talk({ ...USUAL, fromMs: 20 }, '< 7F 22 31'),
    ]);
    expect(faults).toMatchObject([{ facts: { requestId: '0x7E0' } }]);
  });

  it('the stranger that asked last, where no id goes with it', () => {
    const first = { tester: 0x210, ecu: 0x400 };
    const round = (fromMs: number) => [
      ...talk({ ...first, fromMs }, '> 22 F1 90'),
      ...talk({ ...STRANGERS, fromMs: fromMs + 10 }, '> 22 F1 90', '< 7F 22 31'),
    ];
    expect(follow([...round(0), ...round(1000), ...round(2000)]).faults).toMatchObject([
      { count: 3, facts: { requestId: '0x200', responseId: '0x400' } },
    ]);
  });

  it('its known partner, whoever asks the same meanwhile', () => {
    const known = talk(STRANGERS, ...times(3, ANSWERED));
    const other = { tester: 0x3f8, ecu: 0x400, fromMs: 5000 };
    const frames = [
      ...known,
      ...talk({ ...STRANGERS, fromMs: 4900 }, '> 22 F1 90'),
      ...talk(other, '> 22 F1 90', '< 7F 22 31'),
    ];
    expect(follow(frames).faults).toMatchObject([{ facts: { requestId: '0x200' } }]);
  });

  it('one ECU each, when all were asked at once', () => {
    const frames = [
      ...talk({ tester: 0x7df, ecu: 0x7e8 }, '> 03', '< 43 01 01 71'),
      ...talk({ tester: 0x7df, ecu: 0x7e9, fromMs: 200 }, '< 43 01 01 74'),
    ];
    expect(follow(frames).faults.map(({ app, code }) => `${app} ${code}`)).toEqual(['7E8 P0171', '7E9 P0174']);
  });

  it('nobody among more than 64 testers that asked before', () => {
    const asking = (count: number) =>
      Array.from({ length: count }, (_, i) => talk({ tester: 0x100 + i, ecu: 0, fromMs: i }, '> 22 F1 90')).flat();
    const answer = talk({ ...USUAL, fromMs: 1000 }, '< 7F 22 31');
    const first = talk(USUAL, '> 22 F1 90');
    expect(said(first, asking(63), answer)).toHaveLength(1);
    expect(said(first, asking(64), answer)).toEqual([]);
  });

  it('the tester that asks again and again, however many others do', () => {
    const others = Array.from({ length: 63 }, (_, i) => talk({ tester: 0x100 + i, ecu: 0, fromMs: i }, '> 22 F1 90'));
    const again = talk({ ...USUAL, fromMs: 500 }, '> 22 F1 90');
    const more = talk({ tester: 0x1f0, ecu: 0, fromMs: 600 }, '> 22 F1 90');
    expect(
      said(talk(USUAL, '> 22 F1 90'), others.flat(), again, more, talk({ ...USUAL, fromMs: 1000 }, '< 7F 22 31')),
    ).toHaveLength(1);
  });
});

describe('an ECU that was first met by a question to all', () => {
  const ALL = { tester: 0x7df, ecu: 0x7e8 };
  const later = frame('123 FF FF', 120_000);

  it('is not blamed for staying silent at the next one', () => {
    expect(said(talk(ALL, ...BARE, '> 04'), [later])).toEqual([expect.stringContaining('dtc')]);
  });

  it('is blamed for staying silent at a question of its own tester', () => {
    const own = talk({ ...USUAL, fromMs: 1000 }, ...ANSWERED, '> 11 01');
    expect(said(talk(ALL, ...BARE), own, [later])).toContain('symptom uds-response-timeout SID 0x11 x1');
  });
});

describe('a message of several frames', () => {
  const LONG = '> 2E F1 5A 01 02 03 04 05 06 07 08 09';

  it('is a question only once it is whole', () => {
    const [first, last] = talk(USUAL, LONG);
    const next = talk({ ...USUAL, fromMs: 1000 }, '> 10 03', '< 50 03 00 32 01 F4');
    expect(said(talk(USUAL, ...ANSWERED), [first], next)).toEqual(['consequence isotp-incomplete x1']);
    expect(said(talk(USUAL, ...ANSWERED), [first, last], next)).toEqual(['symptom uds-response-timeout SID 0x2E x1']);
  });

  it('is an answer from its first frame on, and read once it is whole', () => {
    const list = isoTp(USUAL.ecu, [0x59, 2, 0xff, 0x04, 0x20, 0, 8, 0xc1, 0, 0, 8], 300);
    const asked = talk(USUAL, '> 19 02 FF');
    expect(said(asked, list.slice(0, 1), talk({ ...USUAL, fromMs: 400 }, '> 10 03'))).toEqual([]);
    expect(said(asked, list)).toEqual(['symptom dtc P0420-00 x1', 'symptom dtc U0100-00 x1']);
  });

  it('that is given up is told of at its first frame', () => {
    const cut = isoTp(USUAL.ecu, [0x62, 1, 0, 1, 2, 2, 3, 4, 5], 300).slice(0, 1);
    const frames = [...talk(USUAL, '> 22 01 00'), ...cut, ...talk({ ...USUAL, fromMs: 1000 }, ...ANSWERED)];
    expect(follow(frames).faults).toMatchObject([
      { kind: 'isotp-incomplete', role: 'consequence', code: null, firstTimeUs: 1.7e15 + 300_000, at: [{ offset: 1 }] },
    ]);
  });
});

describe('frames that are no messages', () => {
  const flagged = (flags: number) => talk(USUAL, ...REFUSED).map((sent) => ({ ...sent, flags }));

  it('are passed over: remote frames', () => {
    expect(said(flagged(Flag.remote))).toEqual([]);
    expect(said(flagged(0))).toHaveLength(1);
  });

  it('tell of the controller: error frames', () => {
    expect(said(flagged(Flag.errorFrame))).toEqual(['cause can-bus-off x2']);
  });

  it('let no time pass unseen', () => {
    const silent = talk(USUAL, ...ANSWERED, '> 11 01');
    expect(said(silent, [{ ...frame('001', 60_000), flags: Flag.errorFrame }])).toEqual([
      'symptom uds-response-timeout SID 0x11 x1',
    ]);
  });
});
