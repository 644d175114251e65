import { describe, expect, it } from 'vitest';
import { readerWith } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { logReport } from '#test/support/log-report.ts';

const row = (id: string, kind: string, pattern: string) => ({
  id,
  anchors: ['rotor'],
  pattern,
  fault: { kind, role: 'cause', title: `A rotor of kind ${id}` },
  examples: { says: { [pattern]: [`cause ${kind}`] }, silent: ['rotor turns'] },
});

/** The rotor of a fleet: it may stick, and something else may be what made it stick. */
const readerOf = (traits: Record<string, unknown>, other: Record<string, unknown> = {}) =>
  readerWith([
    {
      name: 'rotor.json',
      text: JSON.stringify({
        name: 'rotor',
        source: 'Rotor manual, chapter 2',
        kinds: {
          'rotor-stuck': { means: 'the rotor does not turn', ...traits },
          'rotor-iced': { means: 'ice holds the rotor', ...other },
        },
        rows: [row('stuck', 'rotor-stuck', 'rotor \\d+ stands still'), row('iced', 'rotor-iced', 'rotor ice seen')].map(
          (each) => ({
            ...each,
            examples: { ...each.examples, says: { [exampleOf(each.id)]: [`cause ${each.fault.kind}`] } },
          }),
        ),
      }),
    },
  ]);
const exampleOf = (id: string) => (id === 'iced' ? 'rotor ice seen' : 'rotor 7 stands still');

const at = (second: number, text: string) => `Mar 04 10:00:${String(second).padStart(2, '0')} hub rotord: ${text}`;
const turning = [at(1, 'first turn begun'), at(9, 'speed is 30'), at(12, 'speed is 31')];
const findingOf = async (lines: readonly string[], traits: Record<string, unknown>) =>
  (await logReport(lines, { reader: readerOf(traits) })).finding;

describe('what a kind of one’s own means', () => {
  const stuck = [turning[0], at(2, 'rotor 7 stands still'), ...turning.slice(1)];

  it('is a fault where nothing else is said of it', async () => {
    expect(await findingOf(stuck, {})).toBe('fault');
  });

  it('is no fault where it is commonplace and nothing came of it', async () => {
    expect(await findingOf(stuck, { commonplace: true })).toBe('unknown');
  });

  it('is a fault where it is commonplace and a program ended after it', async () => {
    const ended = at(13, 'rotord.service: Main process exited, code=dumped, status=11/SEGV');
    expect(await findingOf([...stuck, ended], { commonplace: true })).toBe('fault');
  });

  it('is no fault where it is probing', async () => {
    expect(await findingOf(stuck, { probing: 'always' })).toBe('unknown');
  });
});
