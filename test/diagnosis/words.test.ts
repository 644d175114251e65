import { describe, expect, it } from 'vitest';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { renderMarkdown } from '#src/report/markdown.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { SessionBuilder } from '#test/support/evidence-builder.ts';
import { logReport } from '#test/support/log-report.ts';
import { reportOn } from '#test/support/session-report.ts';

const LOW_VOLTAGE = ['[ 12.5] kernel: Under-voltage detected! (0x00050005)', '[ 13.5] app: the backup camera is on'];

describe('the words of a report', () => {
  it('ask nobody to repeat an update of which none was seen', async () => {
    const { actions, attempts } = await logReport(LOW_VOLTAGE);
    expect(attempts).toEqual([]);
    expect(actions.map(({ text }) => text).join(' ')).not.toMatch(/repeat|the (?:same )?update/);
  });

  it('are about an update in no action of knowledge, unless that says so', () => {
    const actions = KNOWLEDGE.rows.filter(({ match }) => !match.kinds?.every((kind) => kind.includes('/')));
    const loose = actions.flatMap((row) => row.actions.filter(({ afterUpdate }) => !afterUpdate));
    const about = loose.filter(({ text }) =>
      /(?:start|repeat(?:ing)?) the (?:same )?update|same update again/i.test(text),
    );
    expect(about.map(({ text }) => text)).toEqual([]);
  });

  it('name an ECU without a name by its file', async () => {
    const session = new SessionBuilder();
    session.file('tcu/agent.log').boot(0, { lostMessages: 50, records: 100 }).boot(60).phase(70, 'install', 'failed');
    session.file('ivi/app.log').phase(20, 'install', 'started');
    const report = await reportOn(session);
    const texts = [renderMarkdown(report), renderTerminal(report, { colour: false, width: 200 })].join('\n');
    expect(texts).not.toMatch(/unnamed/i);
    expect(report.boots.map(({ ecu }) => ecu)).toContain('tcu/agent.log');
  });

  it('say once what is not in the logs, however many causes there are', async () => {
    const { hypotheses } = await logReport([
      '[ERROR] : SWUPDATE failed [0] ERROR : Signature verification failed',
      '[ERROR] : SWUPDATE failed [0] ERROR : HW compatibility not found',
      '[ERROR] : SWUPDATE failed [1] Image invalid or corrupted. Not installing ...',
    ]);
    const claims = hypotheses.flatMap((each) => each.claims.map(({ text }) => text));
    expect(hypotheses.length).toBeGreaterThan(1);
    expect(claims.filter((text) => text.startsWith('No commit'))).toHaveLength(1);
  });
});

describe('what else may be the cause', () => {
  const CAN = [
    'kernel: can0: bus-off, restart by hand',
    'gw: [CAN1] Status: chip status error passive - TxErr: 132 RxErr: 0',
    'app: the camera could not be reached, giving up',
    '[ERROR] : SWUPDATE failed [0] ERROR : Signature verification failed',
    '[ERROR] : SWUPDATE failed [0] ERROR : HW compatibility not found',
  ];

  it('is named, never called unknown or a line that no rule knows', async () => {
    const { hypotheses, verdictReason } = await logReport(CAN);
    const claims = hypotheses.flatMap((each) => each.claims.map(({ text }) => text)).join(' ');
    expect(`${verdictReason} ${claims}`).not.toMatch(/an unknown fault|agrees: A line that no rule knows/);
  });
});

it('a line to look at first is quoted without the room before it', async () => {
  const ok = Array.from({ length: 300 }, (_, i) => `tuner: cycle ${'abcdefgh'[i % 8]} ok`);
  const { headline } = await logReport(['      tuner: oscillator is not supported here', ...ok]);
  expect(headline).toContain('Look first at “tuner: oscillator is not supported here” (ecu.log).');
});
