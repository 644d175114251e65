import type { Hypothesis } from '#src/report/report.ts';
import type { DiagnoseInput } from './investigation.ts';

/** One event per claim, in the order of the report. */
export async function emitClaims(hypotheses: readonly Hypothesis[], emit: DiagnoseInput['emit']): Promise<void> {
  for (const { id, causeCode, title, claims } of hypotheses) {
    for (const claim of claims) await emit?.({ type: 'claim', data: { hypothesis: id, causeCode, title, claim } });
  }
}
