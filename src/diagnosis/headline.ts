import { plainText } from '#src/report/plain-text.ts';
import type { BatchContext, Hypothesis, Report } from '#src/report/report.ts';
import type { ObservedOutcome } from './observe-outcome.ts';

export interface HeadlineInput {
  finding: Report['finding'];
  outcome: ObservedOutcome;
  context: BatchContext;
  leading: Hypothesis | undefined;
  /** Code of the leading cause's first finding. */
  code: string | null;
  agrees: boolean | null;
}

const ENDINGS = {
  updated: 'The update was installed, but',
  'rolled-back': 'The update was rolled back:',
  failed: 'The update failed:',
  interrupted: 'The update was interrupted:',
  'not-attempted': 'A fault outside an update:',
  unknown: 'The end of the update is not in the logs:',
} as const;

/** The answer in one sentence, and a second one where the vehicle claimed otherwise. */
export function headlineOf(input: HeadlineInput): string {
  return answer(input) + contradiction(input.agrees, plainText(input.context.claimedOutcome ?? '', 60));
}

const contradiction = (agrees: boolean | null, claimed: string): string =>
  agrees === false ? ` The vehicle had reported "${claimed}".` : '';

function answer({ finding, outcome, context, leading, code }: HeadlineInput): string {
  const version = context.firmware?.to && outcome.isTargetSeen ? ` to ${plainText(context.firmware.to, 64)}` : '';
  if (finding === 'no-fault') {
    return outcome.observed === 'updated'
      ? `No fault: the update${version} was installed and is in use.`
      : 'No fault: the vehicle was up to date.';
  }
  if (finding === 'unknown') return 'The logs show neither a fault nor a completed update.';
  if (leading === undefined) return `${ENDINGS[outcome.observed]} the logs do not show why.`;
  const where = leading.ecu ? ` on ${leading.ecu}` : '';
  const title = leading.title.charAt(0).toLowerCase() + leading.title.slice(1);
  const named = /^[A-Z]{2}/.test(leading.title) ? leading.title : title;
  return `${ENDINGS[outcome.observed]} ${named}${where}${code ? ` (${code})` : ''}.`;
}
