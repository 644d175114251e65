import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame, isoTp, type SentFrame } from '#test/support/bus-traffic.ts';

const lines = (...texts: string[]): SentFrame[] => texts.map((text, i) => frame(text, i * 10));

/** One exchange that proves the pair. */
const hello = (tester: string, ecu: string): string[] => [`${tester} 02 10 03`, `${ecu} 06 50 03 00 32 01 F4`];

describe('diagnostic traffic', () => {
  it.each([
    ['7E0', '7E8'],
    ['720', '728'],
    ['710', '77A'],
    ['680', '690'],
    ['18DA10F1', '18DAF110'],
    ['17FC0076', '17FE0076'],
  ])('is known from one exchange of %s and %s', (tester, ecu) => {
    expect(faultWords(follow(lines(`${tester} 03 22 F1 90`, `${ecu} 03 7F 22 31`)))).toEqual([
      'consequence uds-negative-response NRC 0x31 x1',
    ]);
  });

  it('is known from three exchanges of ids that nobody has seen as a pair', () => {
    const ask = ['200 02 1A 90', '400 03 7F 1A 12'];
    expect(faultWords(follow(lines(...ask, ...ask)))).toEqual([]);
    expect(faultWords(follow(lines(...ask, ...ask, ...ask)))).toEqual([
      'consequence uds-negative-response NRC 0x12 x3',
    ]);
  });

  it('is found behind a target address', () => {
    const ask = ['6F1 12 03 22 F1 90', '612 F1 03 7F 22 31'];
    const frames = lines(...Array.from({ length: 12 }, () => ask).flat());
    expect(follow(frames).faults[0]).toMatchObject({ code: 'NRC 0x31', facts: { requestId: '0x6F1/0x12' } });
  });

  it('is followed when the question was asked of all ECUs at once', () => {
    const found = follow(lines('7DF 01 03', '7E8 06 43 02 01 71 01 74', '7E9 02 43 00'));
    expect(faultWords(found)).toEqual(['symptom dtc P0171 x1', 'symptom dtc P0174 x1']);
    expect(found.faults[0]).toMatchObject({ ecu: 'can0', app: '7E8' });
  });

  it('of KWP has trouble codes with a status of its own', () => {
    const found = follow([
      ...isoTp(0x7e0, [0x18, 2, 0xff, 0], 0),
      ...isoTp(0x7e8, [0x58, 2, 0x90, 2, 0x99, 0x90, 0x12, 0x71], 10),
    ]);
    expect(found.faults.map(({ code, facts }) => [code, facts.status, facts.statusBits])).toEqual([
      ['B1002', '0x99', 'notDetected testNotCompleted warningIndicatorRequested'],
      ['B1012', '0x71', 'present testNotCompleted'],
    ]);
  });

  it('points at the frame of the refusal', () => {
    const { faults } = follow(lines(...hello('7E0', '7E8'), '7E0 02 11 01', '7E8 03 7F 11 22'));
    expect(faults).toMatchObject([{ at: [{ offset: 3, length: 1 }], firstTimeUs: 1.7e15 + 30_000, count: 1 }]);
  });

  it('takes "response pending" for patience, not for a refusal', () => {
    expect(faultWords(follow(lines('7E0 02 11 01', '7E8 03 7F 11 78', '7E8 03 7F 11 78', '7E8 02 51 01')))).toEqual([]);
  });

  it.each([
    ['27 02', '27', '35', 'cause'],
    ['34 00', '34', '70', 'symptom'],
    ['36 01', '36', '73', 'cause'],
    ['31 01', '31', '93', 'cause'],
    ['29 01', '29', '51', 'cause'],
    ['22 F1', '22', '31', 'consequence'],
    ['2E F1', '2E', '31', 'symptom'],
  ])('weighs the refusal of %s: 7F %s %s is a %s', (request, service, nrc, role) => {
    const found = follow(lines(`7E0 02 ${request}`, `7E8 03 7F ${service} ${nrc}`));
    expect(found.faults[0]).toMatchObject({ role, code: `NRC 0x${nrc}` });
  });

  it('reads trouble codes with their status and leaves out untested ones', () => {
    const list = [0x59, 0x02, 0xff, 0x04, 0x20, 0x00, 0x2f, 0xc1, 0x00, 0x87, 0x09, 0x01, 0x23, 0x45, 0x50];
    const { faults } = follow([...isoTp(0x7e0, [0x19, 0x02, 0xff], 0), ...isoTp(0x7e8, list, 10)]);
    expect(faults.map(({ code }) => code)).toEqual(['P0420-00', 'U0100-87']);
    expect(faults[0].facts).toMatchObject({ status: '0x2F', statusBits: expect.stringContaining('confirmed') });
  });

  it('reads the codes of KWP and OBD', () => {
    const kwp = [
      ...isoTp(0x7e0, [0x18, 0x02, 0xff, 0x00], 0),
      ...isoTp(0x7e8, [0x58, 2, 0x90, 2, 0x99, 0x90, 0x12, 0x71], 5),
    ];
    expect(follow([...lines(...hello('7E0', '7E8')), ...kwp]).faults.map(({ code }) => code)).toEqual([
      'B1002',
      'B1012',
    ]);
    expect(faultWords(follow(lines(...hello('7E0', '7E8'), '7E0 01 03', '7E8 02 43 00')))).toEqual([]);
  });

  it('says that multi-frame answers were never continued, without blaming the ECU', () => {
    const cut = ['680 03 22 01 00', '690 10 27 62 01 00 01 02 02', '680 03 22 01 01', '690 03 7F 22 22'];
    expect(faultWords(follow(lines(...cut)))).toEqual([
      'consequence isotp-incomplete x1',
      'consequence uds-negative-response NRC 0x22 x1',
    ]);
  });

  it('is not confused by TesterPresent to all inside a transfer of one ECU', () => {
    const request = isoTp(0x710, [0x2e, 0xf1, 0x5a, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0);
    const frames = [request[0], frame('700 02 3E 80', 1), request[1], frame('77A 03 6E F1 5A', 2)];
    expect(faultWords(follow(frames))).toEqual([]);
  });
});

describe('plain traffic', () => {
  it.each([
    ['a counter in the first byte', (i: number) => `1A0 0${(i % 7) + 1} 22 F1 90 ${(i % 256).toString(16)} 00 00 00`],
    ['a constant that looks like a refusal', () => '1B0 03 7F 22 31 00 00 00 00'],
    [
      'a frame that looks like a question and one that looks like its answer',
      (i: number) => (i % 2 ? '1C0 02 3E 00 11 22 33' : '1C8 02 41 00'),
    ],
    ['the same refusal on a neighbour id', (i: number) => (i % 2 ? '2A0 04 00 22 31' : '2A8 03 7F 22 31')],
  ])('yields no fault: %s', (_, line) => {
    expect(follow(lines(...Array.from({ length: 2000 }, (__, i) => line(i))))).toEqual({
      faults: [],
      phases: [],
      outcomes: [],
    });
  });
});
