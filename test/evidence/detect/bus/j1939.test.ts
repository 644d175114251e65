import { describe, expect, it } from 'vitest';
import { isTroubleCodeId, J1939Reader } from '#src/evidence/detect/bus/j1939.ts';
import { LoggedMoment } from '#src/evidence/detect/fault-ledger.ts';
import { follow, frame } from '#test/support/bus-traffic.ts';

/** Trouble codes as `SPN FMI xOccurrences`, frames 10 ms apart. */
const codesIn = (...texts: string[]): string[] =>
  follow(texts.map((text, i) => frame(text, i * 10))).faults.map(
    ({ code, facts }) => `${code?.replace(/SPN |FMI /g, '')} x${facts['occurrences']}`,
  );

const ANNOUNCE = '18ECFF00 20 0A 00 02 FF CA FE 00';
const FIRST = '18EBFF00 01 04 FF 64 00 01 05 6E';
const SECOND = '18EBFF00 02 00 10 02 FF FF FF FF';

describe('an active trouble code of J1939', () => {
  it('is told with its number, failure mode, occurrences and place', () => {
    const { faults, phases, outcomes } = follow([frame('18FECA03 04 FF 64 00 01 05 FF FF', 7)]);
    expect(faults).toMatchObject([
      {
        kind: 'dtc',
        vocabulary: 'dtc',
        role: 'symptom',
        code: 'SPN 100 FMI 1',
        title: 'The ECU broadcast the active trouble code SPN 100 FMI 1 (below normal, most severe)',
        facts: { spn: 100, fmi: 1, occurrences: 5 },
        ecu: 'can0',
        app: '18FECA03',
        count: 1,
        firstTimeUs: 1.7e15 + 7_000,
        at: [{ offset: 0 }],
      },
    ]);
    expect([phases, outcomes]).toEqual([[], []]);
  });

  it.each([
    ['all 19 bits of the number', '00 FF FE FF FE 01 FF FF', ['524286 30 x1']],
    ['the number above the failure mode', '00 FF 12 34 E5 7F FF FF', ['472082 5 x127']],
    ['occurrences without the bit of the conversion method', '00 FF 64 00 01 81 FF FF', ['100 1 x1']],
    ['a failure mode of SPN 0', '00 FF 00 00 03 01 FF FF', ['0 3 x1']],
    ['failure mode 0 of an SPN', '00 FF 64 00 00 01 FF FF', ['100 0 x1']],
    ['nothing where there is no code', '00 FF 00 00 00 00 FF FF', []],
    ['nothing where the number is not available', '00 FF FF FF FF FF FF FF', []],
    ['no code that is cut short', '00 FF 64 00 01', []],
    ['two codes of a frame of CAN FD', '00 FF 64 00 01 01 6E 00 10 02', ['100 1 x1', '110 16 x2']],
  ])('shows %s', (_, data, codes) => {
    expect(codesIn(`18FECA00 ${data}`)).toEqual(codes);
  });

  it.each([
    [0, 'above normal, most severe'],
    [3, 'voltage above normal'],
    [11, 'root cause not known'],
    [12, 'bad device or component'],
    [21, 'data drifted low'],
    [22, 'reserved'],
  ])('says what failure mode %i is: %s', (fmi, words) => {
    const text = `18FECA00 00 FF 64 00 ${fmi.toString(16).padStart(2, '0')} 01 FF FF`;
    expect(follow([frame(text)]).faults[0].title).toContain(`(${words})`);
  });

  it('is counted once per code, however often it is broadcast', () => {
    const { faults } = follow(Array.from({ length: 9 }, (_, i) => frame('18FECA00 04 FF 64 00 01 05 FF FF', i * 1000)));
    expect(faults).toMatchObject([{ count: 9, firstTimeUs: 1.7e15, lastTimeUs: 1.7e15 + 8_000_000 }]);
    expect(faults[0].at.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a list of trouble codes', () => {
  it.each([
    ['18FECA00', 'symptom', 'The ECU broadcast the active trouble code SPN 100 FMI 1'],
    ['18FECB00', 'consequence', 'The ECU keeps the trouble code, active before, SPN 100 FMI 1'],
    ['18FECF00', 'symptom', 'The ECU reported the pending trouble code SPN 100 FMI 1'],
    ['18FED400', 'symptom', 'The ECU reported the active trouble code of emissions SPN 100 FMI 1'],
    ['18FD8000', 'consequence', 'The ECU keeps the permanent trouble code SPN 100 FMI 1'],
  ])('on %s is a %s: %s', (id, role, title) => {
    const { faults } = follow([frame(`${id} 04 FF 64 00 01 05 FF FF`)]);
    expect(faults).toMatchObject([{ role, title: `${title} (below normal, most severe)` }]);
  });

  it('says which lamps are on', () => {
    const lampsOf = (byte: string) => follow([frame(`18FECA00 ${byte} FF 64 00 01 05 FF FF`)]).faults[0].facts['lamps'];
    expect(['00', '40', '54', '03'].map(lampsOf)).toEqual([
      undefined,
      'malfunction indicator',
      'malfunction indicator, red stop, amber warning',
      undefined,
    ]);
  });

  it('of two ECUs with the same code is two faults', () => {
    const both = ['18FECA00', '18FECA03'].map((id) => frame(`${id} 04 FF 64 00 01 05 FF FF`));
    expect(follow(both).faults.map(({ app }) => app)).toEqual(['18FECA00', '18FECA03']);
  });
});

describe('a broadcast in packets', () => {
  it('is read when its last packet has come, and points at its announcement', () => {
    expect(codesIn(ANNOUNCE, FIRST)).toEqual([]);
    expect(codesIn(ANNOUNCE, FIRST, SECOND)).toEqual(['100 1 x5', '110 16 x2']);
    const { faults } = follow([ANNOUNCE, FIRST, SECOND].map((text, i) => frame(text, i * 10)));
    expect(faults[0]).toMatchObject({ firstTimeUs: 1.7e15, at: [{ offset: 0 }] });
  });

  it('is kept apart from one that another ECU sends meanwhile', () => {
    const other = ['18ECFF07 20 0A 00 02 FF CA FE 00', '18EBFF07 01 04 FF C8 00 02 03 FF'];
    expect(codesIn(ANNOUNCE, other[0], FIRST, other[1], SECOND, '18EBFF07 02 FF FF FF FF FF FF FF')).toEqual([
      '100 1 x5',
      '110 16 x2',
      '200 2 x3',
    ]);
  });

  it.each([
    ['a packet is lost', [ANNOUNCE, SECOND, FIRST]],
    ['its announcement is cut short', ['18ECFF00 20 0A 00 02 FF CA FE', FIRST, SECOND]],
    ['the announcement is of another kind', [ANNOUNCE.replace(' 20 ', ' 11 '), FIRST, SECOND]],
    ['it carries another message', [ANNOUNCE.replace('CA FE 00', 'E3 FE 00'), FIRST, SECOND]],
    ['it carries another page', [ANNOUNCE.replace('CA FE 00', 'CA FE 01'), FIRST, SECOND]],
    ['another message begins instead', [ANNOUNCE, FIRST, ANNOUNCE.replace(' 20 ', ' FF '), SECOND]],
    ['it is longer than the protocol allows', ['18ECFF00 20 FA 06 02 FF CA FE 00', FIRST, SECOND]],
    ['its packets go to another ECU', [ANNOUNCE, ...[FIRST, SECOND].map((text) => text.replace('EBFF', 'EB12'))]],
  ])('is not read when %s', (_, texts) => {
    expect(codesIn(...texts)).toEqual([]);
  });

  it('is read though packets come once more, and from one ECU to another', () => {
    expect(codesIn(ANNOUNCE, FIRST, FIRST, SECOND, SECOND)).toEqual(['100 1 x5', '110 16 x2']);
    const [asked, ...packets] = [ANNOUNCE.replace(' 20 ', ' 10 '), FIRST, SECOND].map((text) =>
      text.replace(/^(18E[BC])FF/, '$1F9'),
    );
    expect(codesIn(asked, '18EC00F9 11 02 01 FF FF CA FE 00', ...packets)).toEqual(['100 1 x5', '110 16 x2']);
  });

  it('is read up to the longest that the protocol allows, 1785 bytes', () => {
    const packets = Array.from({ length: 255 }, (_, i) => {
      const number = (i + 1).toString(16).padStart(2, '0');
      return `18EBFF00 ${number} ${i === 0 ? '04 FF 64 00 01 05 00' : '00 00 00 00 00 00 00'}`;
    });
    const announce = '18ECFF00 20 F9 06 FF FF CA FE 00';
    expect(codesIn(announce, ...packets.slice(0, -1))).toEqual([]);
    expect(codesIn(announce, ...packets)).toEqual(['100 1 x5']);
  });

  it('is followed for 256 senders at a time', () => {
    const reader = new J1939Reader();
    const at = { file: 0, member: null, sha256: '', offset: 0, length: 1, digest: '' };
    const moment = new LoggedMoment(1, Number.NaN, () => at);
    const send = (bus: number, text: string): void => {
      const { id, data } = frame(text);
      reader.add({ id, bytes: data, moment, source: { ecu: `can${bus}`, app: '', context: '' } });
    };
    for (let bus = 0; bus <= 256; bus++) send(bus, ANNOUNCE);
    for (const text of [FIRST, SECOND]) send(256, text);
    expect(reader.faults).toEqual([]);
    for (const text of [FIRST, SECOND]) send(255, text);
    expect(reader.faults).toHaveLength(2);
  });
});

describe('ids that carry trouble codes', () => {
  it.each([
    ['18FECA00', true, 'trouble codes'],
    ['1CFECAFE', true, 'trouble codes of lower priority'],
    ['00FECA00', false, 'no priority: an id of another protocol'],
    ['18FECB00', true, 'trouble codes of before'],
    ['18FECC00', false, 'the message after it'],
    ['18FD8000', true, 'permanent trouble codes'],
    ['18ECFF00', true, 'an announcement to all'],
    ['18EBFF00', true, 'a packet to all'],
    ['18EC1200', true, 'an announcement to one'],
    ['18EB1200', true, 'a packet to one'],
    ['18EAFF00', false, 'a request to all'],
  ])('%s: %s, %s', (id, isWanted) => {
    expect(isTroubleCodeId(Number.parseInt(id, 16))).toBe(isWanted);
  });
});
