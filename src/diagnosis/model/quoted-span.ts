import { isInstruction, isShowable } from './showable-text.ts';

const MIN_SPAN_CHARS = 3;
/** Two lines of a page; an item can also be cited whole, without a quote. */
export const MAX_SPAN_CHARS = 200;

/** Words that turn what a line says into its opposite or into a mere possibility, wherever in the line they stand. */
const NEGATORS =
  /(?<![\p{L}\p{N}_])(?:not|no|non|nor|never|none|neither|nothing|without|unless|if|whether|would|should|could|might|may|cannot|\p{L}+n['’]t|hardly|barely|nearly|almost|zero|absen(?:t|ce)|lack(?:s|ed|ing)?|instead|rather|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|will|shall|about|until|expected|supposed|simulated|assuming|nicht|kein\p{L}*|ohne|nie|niemals|falls|wenn|pas|sans|aucun\p{L}*)(?![\p{L}\p{N}_])/giu;
/** Words that say how a clause ended. */
const OUTCOMES =
  /(?<![\p{L}\p{N}_])(?:true|false|yes|on|off|ok|okay|null|0|unable|denied|den(?:y|ies)|\p{L}*(?:succe|fail|abort|reject|refus|complet|valid|pass(?:ed|es)?(?!\p{L})|recover|resolved|unsuccess)\p{L}*)(?![\p{L}\p{N}_])/giu;
const CLAUSE_END = /[.;!?,]\s|\s-{1,2}\s|\]\s/g;

const LEFT_EDGE = /(?:^|[\s([{"'“=:,;|>])$/;
const RIGHT_EDGE = /^(?:$|[\s)\]}"'”,;|]|[.!](?:\s|$))/;
/** What belongs to the words before it: a value, or where an arrow leads. */
const CONTINUED = /^\s*(?:[:=?]|[-=]+>|→|⇒)/;
/** The frame that spans are shown in cannot be faked from inside. */
const FRAME = /[“”„‟]/;

/** The record on one line, as every rendering shows it: the text that a span has to be part of. */
const lineOf = (recordText: string): string => recordText.replace(/[\t\r\n]+/g, ' ');

/**
 * True when `span` may be shown as what the record says: it stands there to the letter, is cut at whole words, keeps each
 * word that its meaning hinges on (a negation, a condition, how its clause ended), can deceive nobody who reads it and
 * gives no orders.
 */
export function isFaithfulSpan(span: string, recordText: string): boolean {
  if (span.length < MIN_SPAN_CHARS || span.length > MAX_SPAN_CHARS || span !== span.trim()) return false;
  if (FRAME.test(span) || !isShowable(span) || isInstruction(span)) return false;
  const line = lineOf(recordText);
  for (let at = line.indexOf(span); at >= 0; at = line.indexOf(span, at + 1)) {
    if (isCutAtWords(line, at, at + span.length) && keepsHinges(line, at, at + span.length)) return true;
  }
  return false;
}

function isCutAtWords(line: string, from: number, to: number): boolean {
  const [left, right] = [line.slice(0, from), line.slice(to)];
  const isInsideTime = /\d:$/.test(left) && /\d/.test(line[from]);
  return LEFT_EDGE.test(left) && !isInsideTime && RIGHT_EDGE.test(right) && !CONTINUED.test(right);
}

function keepsHinges(line: string, from: number, to: number): boolean {
  const clauseFrom = [...line.slice(0, from).matchAll(CLAUSE_END)].at(-1)?.index ?? 0;
  const clauseTo = to + (line.slice(to).search(new RegExp(CLAUSE_END.source)) + 1 || line.length - to + 1) - 1;
  const isKept = ({ index, 0: word }: RegExpExecArray): boolean => index >= from && index + word.length <= to;
  const isElsewhere = ({ index }: RegExpExecArray): boolean => index < clauseFrom || index >= clauseTo;
  return (
    [...line.matchAll(NEGATORS)].every(isKept) &&
    [...line.matchAll(OUTCOMES)].every((hinge) => isKept(hinge) || isElsewhere(hinge))
  );
}
