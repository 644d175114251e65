import { describe, expect, it } from 'vitest';
import { HOSTILE_INVESTIGATIONS, HOSTILE_LOG } from '#test/support/hostile-investigations.ts';
import { brokenBy, type HostileWorld } from '#test/support/hostile-model.ts';
import { logInput, logReport } from '#test/support/log-report.ts';
import { lookThenPropose } from '#test/support/unexplained-log.ts';
import { investigate } from './investigate.ts';

/** Two attempts of eight look-ups, the last word and one more; a second try without tools. */
const UNSURE: HostileWorld = { input: () => logInput(HOSTILE_LOG), maxCalls: 22 };

describe('the rules’ report stands, nothing of the model’s reaches a reader, and money stays within its cap, of one that', () => {
  it.each(HOSTILE_INVESTIGATIONS)('$name', async (misuse) => {
    expect(await brokenBy(misuse, UNSURE)).toEqual([]);
  });

  it('is asked about bytes that have changed since they were read', async () => {
    const input = await logInput(HOSTILE_LOG);
    const quotes: typeof input.quotes = {
      read: async (pointers) => {
        const read = await input.quotes.read(pointers);
        for (const quote of read.values()) if (quote.text.includes('although')) quote.verified = false;
        return read;
      },
    };
    const world = { ...UNSURE, input: () => ({ ...input, quotes }) };
    const misuse = { name: 'changed', scripts: lookThenPropose(), forbidden: ['although'] };
    expect(await brokenBy(misuse, world)).toEqual([]);
  });
});

describe('the judge of hostile investigations', () => {
  it('holds at least 35 of them, on a log that the rules are not sure of', async () => {
    expect(new Set(HOSTILE_INVESTIGATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(35);
    expect(await logReport(HOSTILE_LOG)).toMatchObject({ finding: 'fault', verdict: 'INCONCLUSIVE' });
  });

  it('lets a sound proposal stand, and finds that it does', async () => {
    const sound = { name: 'sound', scripts: lookThenPropose(), forbidden: [] };
    expect(await brokenBy(sound, UNSURE)).not.toEqual([]);
    const { report } = await investigate(lookThenPropose(), { lines: HOSTILE_LOG });
    expect(report.hypotheses.filter(({ source }) => source === 'model')).toHaveLength(1);
  });
});
