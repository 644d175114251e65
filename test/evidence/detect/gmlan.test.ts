import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame, phaseWords, talk } from '#test/support/bus-traffic.ts';

const found = (...texts: string[]) => follow(texts.map((text, i) => frame(text, i * 10)));

describe('trouble codes of GMLAN', () => {
  it('come without ISO-TP on an id of their own, each with its status', () => {
    const { faults } = found(
      '241 03 A9 81 12',
      '541 81 01 71 11 12',
      '541 81 C1 00 00 93',
      '541 81 04 20 00 25',
      '541 81 00 00 00 FF',
    );
    expect(faults.map(({ role, code, app, facts }) => [role, code, app, facts.statusBits])).toEqual([
      ['cause', 'P0171-11', '541', 'currentDTC historyDTC'],
      ['symptom', 'U0100-00', '541', 'dtcSupportedByCalibration currentDTC historyDTC warningIndicatorRequested'],
    ]);
  });

  it('are those of OBD ids too, and of all nodes at once', () => {
    expect(faultWords(found('7E0 03 A9 81 12', '5E8 81 01 71 00 02'))).toEqual(['symptom dtc P0171-00 x1']);
    const all = found('101 FE 03 A9 81 12', '541 81 01 71 00 02', '542 81 01 74 00 02');
    expect(faultWords(all)).toEqual(['symptom dtc P0171-00 x1', 'symptom dtc P0174-00 x1']);
  });

  it('are found where their sender had been taken for other traffic', () => {
    const before = Array.from({ length: 40 }, () => '541 81 01 02 03 04 05 06 07');
    expect(faultWords(found(...before, '241 03 A9 81 12', '541 81 01 71 00 02'))).toEqual(['symptom dtc P0171-00 x1']);
  });

  it('are none where nobody asked for them', () => {
    expect(found('541 81 01 71 00 12', '541 81 01 74 00 12').faults).toEqual([]);
  });
});

it('An ECU of GMLAN whose flash memory is faulty says so in its programmed state', () => {
  const states = found(
    '241 01 A2',
    '641 02 E2 00',
    '241 01 A2',
    '641 02 E2 54',
    '241 01 A2',
    '641 02 E2 54',
    '241 01 A2',
    '641 02 E2 54',
  );
  expect(states.faults).toMatchObject([
    { kind: 'uds-not-programmed', code: 'programmed state 0x54', role: 'cause', count: 3 },
  ]);
});

describe('programming of GMLAN', () => {
  const ECU = { tester: 0x241, ecu: 0x641 };
  const OPENING = [
    ...['> A2', '< E2 00', '> 28', '< 68', '> A5 01', '< E5', '> A5 03'],
    ...['> 27 01', '< 67 01 12 34', '> 27 02 11 22', '< 67 02', '> 34 00 00 0F FE', '< 74'],
  ];
  const BLOCKS = ['> 36 00 00 00 10 00 AA*64', '< 76', '> 36 00 00 00 10 40 AA*64', '< 76'];

  it('that comes to its end is no fault: nobody answers to A5 03, and blocks bear addresses instead of numbers', () => {
    const whole = follow(talk(ECU, ...OPENING, ...BLOCKS, '> 36 80 00 00 10 00', '< 76', '> 20', '< 60'));
    expect(faultWords(whole)).toEqual([]);
    expect(phaseWords(whole)).toEqual(['install started', 'install succeeded']);
  });

  it('of several modules is one installation', () => {
    const again = ['> 34 00 00 0F FE', '< 74', ...BLOCKS];
    expect(faultWords(follow(talk(ECU, ...OPENING, ...BLOCKS, ...again, ...again, '> 20', '< 60')))).toEqual([]);
  });

  it('that is refused says so in the words of that protocol', () => {
    const refused = follow(talk(ECU, ...OPENING, ...BLOCKS, '> 36 00 00 00 10 80 AA*64', '< 7F 36 85'));
    expect(faultWords(refused)).toEqual([
      'symptom uds-negative-response GMLAN NRC 0x85 x1',
      'symptom uds-transfer-incomplete x1',
    ]);
    expect(refused.faults[0].facts).toMatchObject({ name: 'generalProgrammingFailure' });
    expect(refused.faults[1].facts).toMatchObject({ transferredBytes: 128, blocks: 2 });
  });

  it('is known by its services on any ids, and other protocols keep their own words', () => {
    const asked = ['> A2', '< E2 00', '> 34 00 00 0F FE', '< 7F 34 83'];
    const other = ['> 22 F1 90', '< 62 F1 90 41', '> 34 00 44 00 00 10 00 00 00 10 00', '< 7F 34 83'];
    const codesOf = (...lines: string[]) => follow(talk({ tester: 0x7e0, ecu: 0x7e8 }, ...lines)).faults[0].code;
    expect([codesOf(...asked), codesOf(...other)]).toEqual(['GMLAN NRC 0x83', 'NRC 0x83']);
  });
});
