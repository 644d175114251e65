import type { Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter, isLongBefore } from './place.ts';

/**
 * The weights by which known and unexplained causes are ranked against each other; a sum orders hypotheses and is no
 * probability. A finding that is a known cause outweighs a line that only sounds like one, which outweighs a known
 * step that failed; then what stands where the failure came from.
 */
export const WEIGHT = {
  cause: 50,
  symptom: 20,
  /** Of 0 to 80 that a line tells by its words (`readFailure`). */
  perUnexplained: 0.6,
  /** The row asked for further evidence and it is there. */
  discriminating: 25,
  /** The row knows the very code. */
  code: 10,
  /** Between the start of the update and its failure. */
  insideUpdate: 10,
  outsideUpdate: -20,
  earliest: 10,
  /** It came first and gives no reason. */
  earliestBare: 4,
  furtherSource: 10,
  symptomOnly: -15,
  /** An engineer gave this cause for these very lines. */
  taught: 30,
  /** It stands in what went wrong and in nothing that went well. */
  specific: 20,
  /** It also stands in what went well. */
  decoy: -60,
  /** Without a try that failed: its log went on for long behind it. */
  longBefore: -8,
  rightBeforeEnd: 12,
  nearEnd: 6,
  /** In the log of the try that failed, while it ran, and by a writer that took part in it. */
  sameLog: 12,
  sameWriter: 6,
  beforeTry: -12,
  /** Another try went well after it. */
  beforeGoodTry: -40,
  afterTry: -20,
  /** It names a process that took part in the try. */
  namesWriter: 12,
  /** Of an ECU that the last words of the try name. */
  namedEcu: 8,
  otherEcu: -8,
  /** In another log, by clocks that can be compared; where they cannot, it is anybody's guess. */
  sameTime: 6,
  /** In the last seconds before it was over. */
  atTheEnd: 6,
  otherTime: -20,
  unplaced: -8,
  once: 6,
  often: -8,
  /** It is logged at other times, too. */
  background: -16,
  /** Information, where its writer calls other lines errors. */
  onlyNoted: -8,
  noise: -20,
  /** Its writer fell silent there. */
  silenced: 12,
} as const;

/** Not proven to lie outside: without usable clocks the benefit of the doubt holds. */
export function isInsideUpdate({ place }: Finding, { start, decided }: ObservedOutcome): boolean {
  if (decided !== null && isClearlyAfter(place, decided.place)) return false;
  return start === null || !isLongBefore(place, start.place);
}
