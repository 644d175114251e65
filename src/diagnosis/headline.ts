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
  /** The line to look at first, quoted; undefined where none sounds like a failure. */
  lookAt: string | undefined;
  agrees: boolean | null;
}

const ENDINGS = {
  updated: 'The update was installed, but',
  'rolled-back': 'The update was rolled back:',
  failed: 'The update failed:',
  interrupted: 'The update was interrupted:',
  'not-attempted': 'No update was due; a fault was seen:',
  unknown: 'An update was tried, and no line that Argus knows says how it ended:',
} as const;
const NO_UPDATE_SEEN = 'A fault, and no line of an update that Argus knows:';

/** The answer in one sentence, and a second one where the vehicle claimed otherwise. */
export function headlineOf(input: HeadlineInput): string {
  return answer(input) + contradiction(input.agrees, plainText(input.context.claimedOutcome ?? '', 60));
}

const contradiction = (agrees: boolean | null, claimed: string): string =>
  agrees === false ? ` The vehicle had reported "${claimed}".` : '';

function answer({ finding, outcome, context, leading, code, lookAt }: HeadlineInput): string {
  const version = context.firmware?.to && outcome.isTargetSeen ? ` to ${plainText(context.firmware.to, 64)}` : '';
  if (finding === 'no-fault') {
    return outcome.observed === 'updated'
      ? `The update${version} was installed and is in use; no line that Argus knows names a fault.`
      : 'The update client found nothing to do; no line that Argus knows names a fault.';
  }
  if (finding === 'unknown') return nothingKnown(outcome, lookAt);
  const ending = outcome.start === null && outcome.observed === 'unknown' ? NO_UPDATE_SEEN : ENDINGS[outcome.observed];
  if (leading === undefined) return `${ending} no line that Argus knows says why.`;
  const where = leading.ecu ? ` on ${leading.ecu}` : '';
  const title = leading.title.charAt(0).toLowerCase() + leading.title.slice(1);
  const named = /^[A-Z]{2}/.test(leading.title) ? leading.title : title;
  return `${ending} ${named}${where}${code ? ` (${code})` : ''}.`;
}

/** What was recognised, never what exists: a line that no rule knows may still tell of a fault. */
function nothingKnown({ start }: ObservedOutcome, lookAt: string | undefined): string {
  const known =
    start === null
      ? 'No line that Argus knows names a fault or an update'
      : 'An update was tried; no line that Argus knows says how it ended or names a fault';
  return lookAt === undefined ? `${known}.` : `${known}. Look first at ${lookAt}.`;
}
