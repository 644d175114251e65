import { describe, expect, it } from 'vitest';
import type { FaultItem } from '#src/api/evidence-schemas.ts';
import { codeRows } from '../../console/patterns/code-rows.ts';
import { extentOf, sparkPath } from '../../console/patterns/sparkline.tsx';

describe('a sparkline', () => {
  it('stands on the scale of its neighbours, and draws nothing where nothing was logged', () => {
    const path = sparkPath({ fromUs: 500, binUs: 10, counts: [4, 0, 1] }, { fromUs: 0, toUs: 1_000 });
    expect(path).toBe('M48.0 18v-18.0h1.5v18.0zM49.9 18v-4.5h1.5v4.5z');
  });

  it('stays within its box at the edges', () => {
    expect(sparkPath({ fromUs: 995, binUs: 10, counts: [1] }, { fromUs: 0, toUs: 1_000 })).toMatch(/^M94\.5 /);
  });

  it('has a scale where any pattern has times', () => {
    const row = (fromUs: number | null, toUs: number | null) => ({ fromUs, toUs });
    expect(extentOf([row(5, 9), row(null, null), row(2, 7)])).toEqual({ fromUs: 2, toUs: 9 });
    expect(extentOf([row(null, null)])).toBeUndefined();
  });
});

describe('codes by ECU', () => {
  const fault = (code: string | null, ecu: string, over: Partial<FaultItem> = {}) =>
    ({
      kind: 'dtc',
      code,
      role: 'cause',
      ecu,
      title: 'A code was set',
      count: 1,
      at: [{ file: 0, member: null, offset: 5, length: 1 }],
      ...over,
    }) as FaultItem;

  it('have a row each, causes first, and sum up on each ECU', () => {
    const { ecus, rows } = codeRows([
      fault('P1', 'GW', { role: 'symptom', count: 9 }),
      fault('P2', 'GW'),
      fault('P2', 'ADAS', { count: 3 }),
      fault('P2', 'ADAS', { count: 4, at: [{ file: 1, member: null, offset: 9, length: 1 }] }),
    ]);
    expect(ecus).toEqual(['ADAS', 'GW']);
    expect(rows.map(({ code }) => code)).toEqual(['P2', 'P1']);
    expect(rows[0].cells.get('ADAS')).toEqual({ count: 7, at: '0:5', member: null });
  });

  it('are named by their kind where there is no code', () => {
    expect(codeRows([fault(null, 'GW', { kind: 'watchdog-reset' })]).rows[0].code).toBe('watchdog-reset');
  });
});
