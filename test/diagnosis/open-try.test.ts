import { describe, expect, it } from 'vitest';
import type { Report } from '#src/report/report.ts';
import { logReport } from '#test/support/log-report.ts';

const BEGIN = [
  'hub: link is up',
  'upd: starting update to 4.2',
  'upd: installing package 1',
  'upd: installing package 2',
];
const BREAK = 'upd: part 2 has an invalid head, giving up';
const tidied = (words: number): string[] =>
  ['closing the store', 'removing the lock', 'freeing the buffers', 'leaving the group', 'resting']
    .slice(0, words)
    .map((what) => `upd: ${what}`);

const endOf = async (lines: string[]): Promise<Report['outcome']['observed']> =>
  (await logReport(lines)).outcome.observed;

describe('an update of which no line says how it ended', () => {
  it('failed where its log ends in a failure', async () => {
    const { attempts, headline, outcome } = await logReport([...BEGIN, BREAK]);
    expect(outcome.observed).toBe('failed');
    expect(headline).toContain('The update failed');
    expect(attempts.map((each) => each.outcome)).toEqual(['failed']);
  });

  it('failed where a fault that only update clients tell of is its only word, but one that any boot has', async () => {
    expect(await endOf(['unpacking', 'not enough space on root partition (230 needed, 209 available)'])).toBe('failed');
    expect(await endOf(['rauc mark: marking slot', 'Failed getting primary slot: fw_printenv: not found'])).toBe(
      'unknown',
    );
  });

  it('failed where only closing words follow the failure', async () => {
    expect(await endOf([...BEGIN, BREAK, ...tidied(4)])).toBe('failed');
  });

  it('is open where the log goes on for longer', async () => {
    expect(await endOf([...BEGIN, BREAK, ...tidied(5)])).toBe('unknown');
  });

  it('is open where a step follows the failure', async () => {
    expect(await endOf([...BEGIN.slice(0, 3), BREAK, 'upd: installing package 3'])).toBe('unknown');
  });

  it('is open where another program fails at the end of its log', async () => {
    const lines = [...BEGIN, 'fan: part 2 has an invalid head, giving up'];
    expect(await endOf(lines.map((line, i) => `Mar 02 10:00:0${i} gw ${line.replace(':', '[7]:')}`))).toBe('unknown');
  });

  it('is open where its log ends in what healthy clients look for in vain, too', async () => {
    expect(await endOf([...BEGIN, 'upd: /data/notes.txt: No such file or directory'])).toBe('unknown');
  });

  it('is open where nothing went wrong up to the end of its log', async () => {
    expect(await endOf(BEGIN)).toBe('unknown');
  });
});
