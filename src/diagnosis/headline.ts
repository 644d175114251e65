import { plainText } from '#src/report/plain-text.ts';
import type { BatchContext, Hypothesis, Report } from '#src/report/report.ts';
import { isUpdateUnseen, type ObservedOutcome } from './observe-outcome.ts';

export interface HeadlineInput {
  finding: Report['finding'];
  outcome: ObservedOutcome;
  context: BatchContext;
  leading: Hypothesis | undefined;
  /** Code of the leading cause's first finding. */
  code: string | null;
  /** Where the leading cause is the end of a program: how often it was seen. Null else. */
  program: { repetition: string } | null;
  /** What the leading cause is, its kind says by itself, where no rule says why. */
  isToldByKind: boolean;
  /** The file of the leading cause, where that names no ECU and there are several; null else. */
  file: string | null;
  /** The line to look at first, quoted; undefined where none sounds like a failure. */
  lookAt: string | undefined;
  agrees: boolean | null;
  /** There is no log of which anything could be read. */
  isUnread: boolean;
  /** The last try of each ECU wrote what it had to write, and no boot into it is seen. */
  isWritten: boolean;
}

const ENDINGS = {
  updated: 'The update was installed, but',
  'rolled-back': 'The update was rolled back:',
  failed: 'The update failed:',
  interrupted: 'The update was interrupted:',
  'not-attempted': 'No update was due; a fault was seen:',
  unknown: 'An update was tried, and no line that Argus knows says how it ended:',
} as const;

/** Where no line says how it ended, a try that wrote everything still tells more than one that only began. */
const WRITTEN = 'An update was written and is not seen in use';

const endingOf = ({ observed }: ObservedOutcome, isWritten: boolean): string =>
  observed === 'unknown' && isWritten ? `${WRITTEN}; a fault was seen:` : ENDINGS[observed];

/** The answer in one sentence, and a second one where the vehicle claimed otherwise. */
export function headlineOf(input: HeadlineInput): string {
  return answer(input) + contradiction(input.agrees, plainText(input.context.claimedOutcome ?? '', 60));
}

const contradiction = (agrees: boolean | null, claimed: string): string =>
  agrees === false ? ` The vehicle had reported "${claimed}".` : '';

function answer(input: HeadlineInput): string {
  const { finding, outcome, context, leading, code, isUnread, isWritten, program, file } = input;
  if (isUnread) return 'Nothing was read: no file holds a whole record of a log that Argus reads.';
  const version = context.firmware?.to && outcome.isTargetSeen ? ` to ${plainText(context.firmware.to, 64)}` : '';
  if (finding === 'no-fault') {
    return outcome.observed === 'updated'
      ? `The update${version} was installed and is in use; no line that Argus knows names a fault.`
      : 'The update client found nothing to do; no line that Argus knows names a fault.';
  }
  if (finding === 'unknown') return nothingKnown(input);
  if (leading === undefined) return withoutCause(outcome, isWritten);
  const withCode = `${named(leading, { file, isProgram: program !== null })}${code && !leading.title.includes(code) ? ` (${code})` : ''}`;
  const often = program === null || leading.title.includes(program.repetition) ? '' : `,${program.repetition}`;
  const isToldByKind = program !== null || input.isToldByKind;
  return sentence(`${withCode}${often}`, { outcome, leading, isProgram: program !== null, isToldByKind, isWritten });
}

const withoutCause = (outcome: ObservedOutcome, isWritten: boolean): string =>
  isUpdateUnseen(outcome)
    ? 'Something failed: no line that Argus knows says why. No update seen.'
    : `${endingOf(outcome, isWritten)} no line that Argus knows says why.`;

interface Said {
  outcome: ObservedOutcome;
  leading: Hypothesis;
  isProgram: boolean;
  /** What happened is known, as the end of a program is; only why is not. */
  isToldByKind: boolean;
  isWritten: boolean;
}

/** The words of a line may sound like a failure that was none: where no update failed, they are only where to look. */
function sentence(cause: string, { isProgram, isToldByKind, isWritten, outcome, leading }: Said): string {
  const isNovel = leading.causeCode === 'NOVEL';
  const why = isNovel && isToldByKind ? '; no line that Argus knows says why' : '';
  const unexplained = isNovel && !isToldByKind ? 'first by its words: ' : '';
  if (!isUpdateUnseen(outcome))
    return `${endingOf(outcome, isWritten)} ${unexplained && 'no rule knows the cause; '}${unexplained}${cause}${why}.`;
  const whole = `${unexplained && 'no rule knows a fault here; '}${unexplained}${cause}${why}`;
  const isNamed = isProgram && leading.title.startsWith(whole.charAt(0));
  const first = isNamed ? whole.charAt(0) : whole.charAt(0).toUpperCase();
  return `${first}${whole.slice(1)}. No update seen.`;
}

const ARTICLE = /^(?:The|An?) /;

/** The title inside a sentence, with its ECU, or the file that names none. */
function named(
  { causeCode, ecu, title }: Hypothesis,
  { file, isProgram }: { file: string | null; isProgram: boolean },
): string {
  const isName = /^[A-Z]{2}/.test(title) || (isProgram && causeCode === 'NOVEL' && !ARTICLE.test(title));
  const lower = isName ? title : title.charAt(0).toLowerCase() + title.slice(1);
  const where = ecu ? ` on ${ecu}` : file ? ` in ${file}` : '';
  return lower + where;
}

/** What was recognised, never what exists: a line that no rule knows may still tell of a fault. */
function nothingKnown({ isWritten, lookAt, outcome: { start } }: HeadlineInput): string {
  const tried = isWritten ? `${WRITTEN}; no line that Argus knows names a fault` : TRIED;
  const known = start === null ? 'No line that Argus knows names a fault or an update' : tried;
  return lookAt === undefined ? `${known}.` : `${known}. Look first at ${lookAt}.`;
}
const TRIED = 'An update was tried; no line that Argus knows says how it ended or names a fault';
