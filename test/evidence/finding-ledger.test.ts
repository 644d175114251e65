import { describe, expect, it } from 'vitest';
import type { LineFinding } from '#src/evidence/detect/detectors.ts';
import { FindingLedger, type Sighting } from '#src/evidence/finding-ledger.ts';

const seenAt = (offset: number, overrides: Partial<Sighting['line']> = {}): Sighting => ({
  line: { ecu: 'HUT', app: 'OTA', timeUs: offset, ...overrides },
  lifecycle: 0,
  pointTo: () => ({ file: 0, member: null, sha256: '', offset, length: 1, digest: '' }),
});

const fault = (code: string): LineFinding => ({
  fault: {
    kind: 'ota-error',
    vocabulary: 'update_engine',
    code,
    role: 'symptom',
    ecu: 'HUT',
    app: 'OTA',
    context: '',
    title: `The update ended with ${code}`,
    facts: {},
  },
});

describe('the ledger of findings', () => {
  it('folds a fault that is seen again: count, times and the first five places', () => {
    const ledger = new FindingLedger();
    for (let n = 1; n <= 9; n++) ledger.add(fault('kError (1)'), seenAt(n));
    ledger.add(fault('kOther (2)'), seenAt(50));
    const { faults } = ledger.finish();
    expect(faults.map(({ count, firstTimeUs, lastTimeUs, at }) => [count, firstTimeUs, lastTimeUs, at.length])).toEqual(
      [
        [9, 1, 9, 5],
        [1, 50, 50, 1],
      ],
    );
    expect(faults[0].at.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes on counting records that were not read again', () => {
    const ledger = new FindingLedger();
    const finding = fault('kError (1)');
    ledger.add(finding, seenAt(1));
    ledger.repeat([finding], 500, 599);
    expect(ledger.finish().faults).toMatchObject([{ count: 501, lastTimeUs: 599 }]);
  });

  it('keeps the first of equal steps in a row, per writer', () => {
    const ledger = new FindingLedger();
    const started: LineFinding = { phase: { phase: 'download', state: 'started' } };
    const failed: LineFinding = { phase: { phase: 'download', state: 'failed' } };
    for (const [n, finding] of [started, started, failed, started].entries()) ledger.add(finding, seenAt(n));
    ledger.add(started, seenAt(9, { app: 'other' }));
    expect(ledger.finish().phases.map(({ state, timeUs }) => [state, timeUs])).toEqual([
      ['started', 0],
      ['failed', 2],
      ['started', 3],
      ['started', 9],
    ]);
  });

  it('charts finite values only', () => {
    const ledger = new FindingLedger();
    for (const value of [1, Number.NaN, 3]) ledger.add({ series: { name: 'cpu', unit: '%', value } }, seenAt(value));
    expect(ledger.finish().series).toMatchObject([{ name: 'cpu', unit: '%', ecu: 'HUT', count: 2, min: 1, max: 3 }]);
  });

  it('is bounded', () => {
    const ledger = new FindingLedger();
    for (let n = 0; n < 5_000; n++) {
      ledger.add(fault(`k${n}`), seenAt(n));
      ledger.add({ outcome: { marker: 'version-seen', value: `${n}` } }, seenAt(n));
      ledger.add({ series: { name: `s${n}`, unit: '', value: n } }, seenAt(n));
    }
    const { faults, outcomes, series } = ledger.finish();
    expect([faults.length, outcomes.length, series.length]).toEqual([2_000, 2_000, 200]);
  });
});
