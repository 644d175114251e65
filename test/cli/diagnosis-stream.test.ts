import { describe, expect, it } from 'vitest';
import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import type { Hypothesis } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import type { SessionBuilder } from '#test/support/evidence-builder.ts';
import { serverUnderTest } from '#test/support/http-server.ts';
import { reportOn } from '#test/support/session-report.ts';
import { healthCheckRollback, powerLossDuringFlash, rivalCauses, signatureFailure } from '#test/support/sessions.ts';

/** The health check fails since a service of the new software crashed: both are causes, and the gateway agrees with both. */
function crashAndRollback(): SessionBuilder {
  const session = healthCheckRollback();
  session.file('adas/init.dlt', { ecu: 'ADAS' }).fault(140, 'perception.service: Main process exited, status=6/ABRT', {
    kind: 'crash',
    vocabulary: 'systemd',
    role: 'cause',
    title: 'perception crashed with SIGABRT',
    facts: { process: 'perception' },
  });
  return session;
}

/** What `argus watch` shows of a finished diagnosis, without its colours, and the causes that it was of. */
async function watched(session: SessionBuilder, again = false): Promise<{ shown: string[]; causes: Hypothesis[] }> {
  const events: DiagnosisEvent[] = [];
  const { hypotheses } = await reportOn(session, { emit: (event) => void events.push(event) });
  const server = await serverUnderTest();
  const body = JSON.stringify({ vehicleId: 'V1', files: [{ name: 'a', sizeBytes: 1 }] });
  const created = await fetch(`${server.url}/batches`, { method: 'POST', body });
  const { batchId } = (await created.json()) as { batchId: string };
  const told = again ? [...events, { type: 'reset', data: {} } as const, ...events] : events;
  const stored = [...told, { type: 'done', data: { state: 'failed', message: 'End.' } } as const];
  for (const [i, event] of stored.entries()) await server.table.appendEvent(batchId, { seq: i + 1, ...event });
  const { stderr } = await runLine(['watch', batchId, '--endpoint', server.url]);
  return { shown: stderr.split('\n').map((line) => line.trim()), causes: hypotheses };
}

const claimLine = ({ evidence, text }: Hypothesis['claims'][number]): string => `✓ ${text} [${evidence.join(', ')}]`;

const SESSIONS = { crashAndRollback, powerLossDuringFlash, rivalCauses, signatureFailure };

describe.each(Object.entries(SESSIONS))('the stream of %s', (_, session) => {
  it('has the claims of each cause right under its title, in the order of the report', async () => {
    const { causes, shown } = await watched(session());
    const written = causes.flatMap(({ claims, title }) => [title, ...claims.map(claimLine)]);
    const begin = shown.indexOf(written[0]);
    expect(shown.slice(begin, begin + written.length)).toEqual(written);
  });

  it('says no sentence twice', async () => {
    const { shown } = await watched(session());
    const sentences = shown.filter((line) => line.startsWith('✓')).map((line) => line.replace(/ \[[^\]]*\]$/, ''));
    expect(sentences.length).toBeGreaterThan(1);
    expect(sentences.filter((each, i) => sentences.indexOf(each) !== i)).toEqual([]);
  });
});

describe('the stream of a diagnosis', () => {
  it('names what goes with two causes under the first of them', async () => {
    const { causes } = await watched(crashAndRollback());
    expect(causes.map(({ causeCode }) => causeCode)).toEqual(['service-crash', 'health-check-failed']);
    const claims = causes.flatMap((cause) => cause.claims.map(({ text }) => text));
    expect(claims.filter((text) => text.startsWith('It was logged no later than'))).toHaveLength(1);
    expect(claims.filter((text) => text.startsWith('An independent source '))).toHaveLength(1);
  });

  it('names its causes again once it starts again', async () => {
    const { causes, shown } = await watched(rivalCauses(), true);
    expect(shown).toContain('the diagnosis starts again');
    for (const { title } of causes) expect(shown.filter((line) => line === title)).toHaveLength(2);
  });
});
