import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput, DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import type { Claim, Report } from '#src/report/report.ts';
import type { SessionBuilder } from '#test/support/evidence-builder.ts';
import { accessTo, type Script, type ScriptedModel, scriptedModel } from '#test/support/scripted-model.ts';
import { sessionInput } from '#test/support/session-report.ts';
import { powerLossDuringFlash } from '#test/support/sessions.ts';

/** What came of asking a scripted model: the report, what viewers were told on the way, and what the model was asked. */
export interface Consultation {
  report: Report;
  events: DiagnosisEvent[];
  model: ScriptedModel;
}

export async function consult(
  scripts: Script[],
  { session, ...access }: Partial<ModelAccess> & { session?: SessionBuilder } = {},
): Promise<Consultation> {
  const model = scriptedModel(scripts);
  const events: DiagnosisEvent[] = [];
  const report = await diagnose({
    ...claimedSuccess(session),
    model: accessTo(model, access),
    emit: (event) => void events.push(event),
  });
  return { report, events, model };
}

/** A batch whose vehicle said that its update succeeded. */
export const claimedSuccess = (session = powerLossDuringFlash()): DiagnoseInput =>
  sessionInput(session, { context: { batchId: 'B1', claimedOutcome: 'success' } });

export const rulesOnly = (session?: SessionBuilder): Promise<Report> => diagnose(claimedSuccess(session));

/**
 * In the session of a power loss: E2 the cut transfer (20480 of 81920 bytes), E3 its end, E5 the power loss, which is told
 * in hindsight and so has no proven order.
 */
export const GOOD_CLAIM = {
  hypothesis: 'H1',
  chain: [
    { evidence: 'E5', quote: 'reset reason: power_loss' },
    { link: 'may-have-caused', evidence: 'E2' },
  ],
  knowledge: ['power-loss'],
};

export const GOOD_TEXT =
  'E5 (BRKE: “reset reason: power_loss”) may have led, in an order that the logs do not prove, to E2 (A download ended by end of log after 20480 of 81920 bytes, as can0 logged).';

/** Another claim that stands. */
export const OTHER_CLAIM = { hypothesis: 'H1', chain: [{ evidence: 'E2' }, { link: 'before', evidence: 'E3' }] };

export const OTHER_TEXT =
  'E2 (A download ended by end of log after 20480 of 81920 bytes, as can0 logged) was logged before E3 (The install phase failed, as can0 logged).';

export const modelClaims = ({ hypotheses }: Report): Claim[] =>
  hypotheses.flatMap(({ claims }) => claims).filter(({ source }) => source === 'model');

export const claimEvents = (events: DiagnosisEvent[]) => events.filter((event) => event.type === 'claim');
