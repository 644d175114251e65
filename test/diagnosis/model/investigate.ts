import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { logReport } from '#test/support/log-report.ts';
import { accessTo, type Behaviour, scriptedModel } from '#test/support/scripted-model.ts';
import { VALVE_LOG } from '#test/support/unexplained-log.ts';

/** What came of letting a scripted model look into a log: the report, what viewers were told, and what the model was asked. */
export async function investigate(
  behaviours: Behaviour[],
  {
    lines = VALVE_LOG,
    good,
    knowledge,
    ...access
  }: Parameters<typeof accessTo>[1] & {
    lines?: readonly string[];
    good?: readonly string[];
    knowledge?: KnowledgeBase;
  } = {},
) {
  const model = scriptedModel(behaviours);
  const events: DiagnosisEvent[] = [];
  const emit = (event: DiagnosisEvent) => void events.push(event);
  const report = await logReport(lines, {
    model: accessTo(model, access),
    emit,
    ...(good && { good }),
    ...(knowledge && { knowledge }),
  });
  return { report, events, model };
}
