import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '#src/report/markdown.ts';
import type { Report } from '#src/report/report.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { SessionBuilder } from '#test/support/evidence-builder.ts';
import { logReport } from '#test/support/log-report.ts';
import { reportOn } from '#test/support/session-report.ts';
import { healthyUpdate, powerLossDuringFlash, signatureFailure } from '#test/support/sessions.ts';

/** Several causes that do not rule each other out, with evidence of their own. */
const RIVALS = [
  '[ERROR] : SWUPDATE failed [0] ERROR : Signature verification failed',
  '[ERROR] : SWUPDATE failed [0] ERROR : HW compatibility not found',
  '[ERROR] : SWUPDATE failed [0] ERROR : Server returned HTTP 401 Unauthorized',
  'kernel: EXT4-fs error (device mmcblk0p2): ext4_find_entry: reading directory lblock 0',
  'kernel: mmc0: error -110 whilst initialising SD card',
  '[ERROR] : SWUPDATE failed [1] Image invalid or corrupted. Not installing ...',
];

const REPORTS: readonly [name: string, report: () => Promise<Report>][] = [
  ['an update that went well', () => reportOn(healthyUpdate())],
  ['a power loss', () => reportOn(powerLossDuringFlash())],
  ['a bad signature', () => reportOn(signatureFailure())],
  ['several causes', () => logReport(RIVALS)],
];

const citedIn = (text: string): string[] =>
  [...text.matchAll(/\\?\[(E\d+(?:, E\d+)*)\\?\]/g)].flatMap(([, ids]) => ids.split(', '));

describe('whatever a report cites, it prints', () => {
  it.each(REPORTS)('in the terminal: %s', async (_, write) => {
    const text = renderTerminal(await write(), { colour: false, width: 400 });
    const printed = new Set([...text.matchAll(/^ {2}(E\d+) /gm)].map(([, id]) => id));
    const cited = citedIn(text);
    expect(cited.filter((id) => !printed.has(id))).toEqual([]);
  });

  it.each(REPORTS)('in Markdown: %s', async (_, write) => {
    const text = renderMarkdown(await write());
    const printed = new Set([...text.matchAll(/^- \*\*(E\d+)\*\* /gm)].map(([, id]) => id));
    expect(citedIn(text).filter((id) => !printed.has(id))).toEqual([]);
  });

  it('and there is something cited of causes that do not lead', async () => {
    const { hypotheses } = await logReport(RIVALS);
    expect(hypotheses.filter(({ status }) => status !== 'leading').length).toBeGreaterThan(0);
  });
});

describe('why a file was not read', () => {
  const MESSAGE = 'It is a diary.';
  const unread = async (): Promise<Report> => reportOn(new SessionBuilder().unreadable('diary.txt', MESSAGE));

  it.each([
    ['in the terminal', (report: Report) => renderTerminal(report, { colour: false, width: 200 })],
    ['in Markdown', renderMarkdown],
  ])('is told once %s, and what cannot be told with a file stays', async (_, render) => {
    const report = await unread();
    const other = { kind: 'formats', text: 'Argus reads much.', file: null };
    const text = render({ ...report, gaps: [...report.gaps, other] });
    expect(report.gaps.map(({ text: said }) => said)).toContain(MESSAGE);
    expect(text.split('It is a diary').length - 1).toBe(1);
    expect(text).toContain('Argus reads much');
  });
});

describe('a report in the terminal', () => {
  it('shows what stands before and after a line to look at oneself', async () => {
    const report = await reportOn(signatureFailure());
    const item = report.evidence.find(({ quote }) => quote && quote.before.length > 0 && quote.after.length > 0);
    const alone = { ...report, hypotheses: [], lookAt: [item?.id ?? ''], outcome: { ...report.outcome, evidence: [] } };
    const text = renderTerminal(alone, { colour: false, width: 400 });
    const shown = text.slice(text.indexOf('Look at'));
    expect(shown).toContain(`before: ${item?.quote?.before.at(-1)}`);
    expect(shown).toContain(`after: ${item?.quote?.after[0]}`);
  });

  it('counts one of a thing as one', async () => {
    const text = renderTerminal(await logReport(['the frobnicator could not be reached']), {
      colour: false,
      width: 200,
    });
    expect(text).toContain('1 of 1 file read; 1 record, 0 events that rules know.');
    expect(text).not.toMatch(
      /\b1 (?:records|files|events that rules know|findings|quotes|times|places|messages|bytes)\b/,
    );
  });

  it('calls no update one of which a client only looked for one', async () => {
    const report = await logReport(['May 13 08:00:00 tcu update_engine[5]: checking for updates at the server']);
    const attempts = [
      { ecu: 'tcu', outcome: 'unknown', fromUs: null, toUs: null, reached: 'check', evidence: [] },
    ] as const;
    const looked = { ...report, attempts: attempts.map((each) => ({ ...each, evidence: [] })) };
    const text = renderTerminal(
      { ...looked, outcome: { ...report.outcome, observed: 'unknown', claimed: null } },
      { colour: false, width: 200 },
    );
    expect(text).toContain('No update seen: a client only looked for one.');
  });
});
