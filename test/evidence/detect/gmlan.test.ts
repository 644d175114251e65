import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame } from '#test/support/bus-traffic.ts';

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
