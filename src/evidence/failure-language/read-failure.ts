import type { LevelName } from '#src/parsers/record-batch.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { type TypedCode, typedCodesIn } from './codes.ts';
import { plainWords, withoutNames } from './plain-words.ts';
import {
  hasCoped,
  isApparatus,
  isContradicted,
  isCounter,
  isDenied,
  isHedged,
  isPossible,
  isReported,
  saysSuccess,
} from './polarity.ts';
import { findReason, HINT, REASON_LIST, type Reason } from './reasons.ts';
import { isVerdict, isWrapper } from './wrappers.ts';

/** What a line says of a failure. */
export interface FailureReading {
  /** 0 to 80: how much of a failure's cause the line tells by itself. */
  weight: number;
  /** `wrapper`: it only says that a whole failed; its cause stands in other lines. */
  role: 'cause' | 'wrapper';
  /** What kind of reason: `no-space`, `permission`; null where only the level says that something is wrong. */
  reason: Reason | null;
  codes: TypedCode[];
  /** The part of the line that tells most, verbatim. */
  clause: string;
  /** The level that the line bears, in its own words where its writer set none. */
  level: LevelName;
}

/** Nothing is wrong by this line; `isCounter`: by its values, so the next line of its template may tell otherwise. */
export interface NoFailure {
  isCounter: boolean;
}

const MAX_CLAUSE_CHARS = 240;
/** A reason inside `X failed: Y: Z` that is at least this telling is the innermost one. */
const TELLING = 42;
const WRAPPER_WEIGHT = 18;
const LEVEL_WEIGHT: Readonly<Partial<Record<LevelName, number>>> = { fatal: 8, error: 6, warn: 2 };
/** A line at level error whose words are not known: no more than that. */
const UNREAD_ERROR_WEIGHT = 24;
/** The message itself begins with "error:". */
const STATED_ERROR_WEIGHT = 30;
/** The line has the word error in it. */
const STATED = 4;
/** What a script or module wrote before it failed: `stderr collected while running script …`. */
const OUTPUT = /\bstderr\b|\b(?:script|hook|module|command|handler|subprocess)\b.{0,40}\boutput\b/i;
const OUTPUT_WEIGHT = 12;
/** `fw_printenv failed with exit code: 247`, `module charger (pid: 7) exited`: what is named tells more than a wrapper. */
const NAMED_TOOL =
  /(?:^|: )[\w.]*[a-z\d][_-][\w.-]{2,40}(?:: (?:[Cc]hild )?[Pp]rocess)? (?:has )?(?:failed|returned|exited)\b|\b[Mm]odule ["'<]?(?!has\b|was\b)[a-z][\w.-]{2,40}["'>]?(?: \((?:pid|PID)[ :=]{0,2}\d{1,7}\))? (?:has )?(?:exited|died|crashed|terminated)\b/;
/** Everyday reasons: a file is looked for, a value refused. They weigh less where nobody calls them an error. */
const EVERYDAY = new Set(['not-found', 'busy', 'argument', 'exceeded']);
const EVERYDAY_WEIGHT = -6;
const COPED = -16;
const HEDGED = -8;
const POSSIBLE = -20;
const WARNS = -6;
/** A file that kernels with such a part or feature show was looked for. */
const LOOKED = -12;
const CODED = 4;
/** `Failed updating slot: <words that nobody knows>`: whatever they mean, they are the reason. */
const EXPLAINED = 6;
const STATES_FAILURE = /\b(?:fail|unable|could not|couldn't|cannot|can't|error)/;
/** So many words behind the colon are more than a name. */
const TAIL = /^\W{0,3}[A-Za-z][\w'-]{1,40}(?: [\w'./:-]{1,60}){3}/;
/** Marks of a level at the head of a text, as consoles and scripts write it. */
const LEVEL_MARK =
  /^\W{0,3}(?:transient |fatal |internal )?(?:error|err|fatal|crit(?:ical)?|severe|emerg(?:ency)?|alert)\b\s?(?:[\]:)>|]|-(?!\w)|$)|^\W{0,2}E[:/] |^<[0-3]>|^\[?FAILED\]|(?:^|\] )\s{0,4}[EF]\d{4} \d\d:|^E\d{4}: |^E \(\d{1,10}\) |^[EF]\[[\w.-]{1,40}\] /i;
/** The same inside a longer head, as `[1205/130621.176402:ERROR:file.cc(50)]`. */
const LOUD = /ERR|FATAL|CRITICAL/;
const HEAD_LEVEL = /^.{0,60}?[[(<:| \]](?:ERROR|FATAL|CRITICAL|ERR)\s{0,2}[\])>:|]/;
/** ` WARN  greenboot > …`, as loggers of Rust and Go write it, between their time and the name of a module. */
const HEAD_WARN = /^(?:.{0,90}?[\s[(<:|])?WARN(?:ING)?\s{0,2}(?:[\])>:|]|[\w:.-]{1,48}\s{0,2}[\]>:])/;
const WARN_MARK = /^\W{0,4}(?:warn(?:ing)?)\b\s?(?:[\]:)>|]|$)|^\W{0,2}W[:/] |^W \(\d{1,10}\) /i;
/** `hub[7] ERROR store.flush_worker`: who logged it and how loud, in front of what it says. */
const HEAD_ONLY =
  /^\W*(?:\S{1,40}\s)?(?:ERROR|ERR|FATAL|CRITICAL|SEVERE|WARN(?:ING)?)\s+(?=\S{0,60}\w[.:/_]\w)[\w.:/-]{2,80}$/;
const MARK_ONLY = /^(?:error|err|fatal|critical|warn(?:ing)?|info|transient error|e|w|failed)$/;

interface Statement extends Clause {
  words: string;
  reason: Reason | undefined;
  weight: number;
}

/** Reads one log message. Pure; `level` as the writer set it, of which little is believed. */
export function readFailure(text: string, level: LevelName): FailureReading | NoFailure {
  const marked = markedLevel(text, level);
  const isSevere = marked === 'error' || marked === 'fatal';
  if ((!isSevere && !HINT.test(text)) || isReported(text)) return { isCounter: false };
  const named = withoutNames(text);
  const words = plainWords(named);
  const statements = clausesOf(named).map(readStatement);
  const telling = explained(innermost(statements), statements);
  const codes = typedCodesIn(text);
  if (telling === undefined && !codes.some(isFailureCode)) return unread(text, { words, isSevere, statements });
  return toReading({ text, words, telling, codes, level: marked });
}

/** The level that the message itself bears, where its writer gave none or a lower one. */
function markedLevel(text: string, level: LevelName): LevelName {
  if (level === 'error' || level === 'fatal') return level;
  if (LEVEL_MARK.test(text) || (LOUD.test(text) && HEAD_LEVEL.test(text))) return 'error';
  return WARN_MARK.test(text) || (text.includes('WARN') && HEAD_WARN.test(text)) ? 'warn' : level;
}

const isFailureCode = ({ kind }: TypedCode): boolean => kind !== 'errno';

function readStatement(clause: Clause): Statement {
  const words = plainWords(clause.text);
  const none = { ...clause, words, reason: undefined, weight: 0 };
  const reason = findReason(words);
  if (reason === undefined || MARK_ONLY.test(words) || HEAD_ONLY.test(clause.text) || isDenied(words)) return none;
  const isName =
    reason.weight < TELLING &&
    (isApparatus(words) || (saysSuccess(words) && saysSuccess(words.replace(reason.pattern, ''))));
  return isName ? none : { ...none, reason, weight: reason.weight };
}

/** `X failed: Y: Z`: the last statement that gives a reason; else the weightiest, of equals the first. */
function innermost(statements: readonly Statement[]): Statement | undefined {
  const inner = statements.findLast(({ weight, words }) => weight >= TELLING && !hasCoped(words) && !isHedged(words));
  const weightiest = statements.reduce<Statement | undefined>(
    (a, b) => (b.weight > (a?.weight ?? 0) ? b : a),
    undefined,
  );
  return inner ?? weightiest;
}

/** A bare failure with its reason in words that give none by themselves, as the last that the line says. */
function explained(telling: Statement | undefined, statements: readonly Statement[]): Statement | undefined {
  const tail = statements[telling === undefined ? -1 : statements.indexOf(telling) + 1];
  if (telling === undefined || telling.weight >= TELLING || tail === undefined) return telling;
  if (!STATES_FAILURE.test(telling.words)) return telling;
  const isReason =
    tail.reason === undefined && TAIL.test(tail.text) && !isDenied(tail.words) && !saysSuccess(tail.words);
  return isReason ? { ...telling, text: tail.text, weight: telling.weight + EXPLAINED } : telling;
}

function unread(
  text: string,
  { words, isSevere, statements }: { words: string; isSevere: boolean; statements: readonly Statement[] },
): FailureReading | NoFailure {
  const counts = isCounter(words);
  if (!isSevere || isDenied(words) || statements.some((each) => isDenied(each.words)) || saysSuccess(words)) {
    return { isCounter: counts };
  }
  const weight = LEVEL_MARK.test(text) ? STATED_ERROR_WEIGHT : UNREAD_ERROR_WEIGHT;
  return { weight, role: 'cause', reason: null, codes: [], clause: cut(text), level: 'error' };
}

interface Read {
  text: string;
  words: string;
  telling: Statement | undefined;
  codes: TypedCode[];
  level: LevelName;
}

function toReading({ text, words, telling, codes, level }: Read): FailureReading | NoFailure {
  if ((telling?.weight ?? 0) < TELLING && isDeniedAsWhole(words, telling, level))
    return { isCounter: isCounter(words) };
  const coded = codes.find(({ reason }) => reason !== null);
  const base = Math.max(telling?.weight ?? 0, coded ? weightOfCode(coded) : 0);
  const isOutput = OUTPUT.test(text);
  const isWhole =
    isVerdict(words) ||
    (base < TELLING + 4 && !isOutput && !isAnswer(coded) && !NAMED_TOOL.test(text) && isWrapper(words));
  const weight = weigh({
    words,
    base: isWhole ? WRAPPER_WEIGHT : base,
    telling,
    isCoded: coded !== undefined,
    level,
    isOutput,
  });
  if (weight <= 0) return { isCounter: isCounter(words) };
  const reason = reasonOf(telling, coded);
  const isOfCode = (code: TypedCode): boolean => code.code === coded?.code;
  const isElsewhere =
    coded !== undefined && reason !== telling?.reason && !typedCodesIn(telling?.text ?? '').some(isOfCode);
  const clause = cut(telling === undefined || isElsewhere ? text : verbatim(text, telling));
  return { weight, role: isWhole ? 'wrapper' : 'cause', reason, codes, clause, level };
}

/** `error: X failed: write config: tool: exited with code 1`: in a chain of failures, a setting is a step. */
const isDeniedAsWhole = (words: string, telling: Statement | undefined, level: LevelName): boolean =>
  telling !== undefined && (level === 'error' || level === 'fatal') ? isContradicted(words) : isDenied(words);

/** The name that D-Bus gives to an error is no number that may mean something else. */
const weightOfCode = ({ kind }: TypedCode): number => (kind === 'dbus' ? NAMED_WEIGHT : TELLING);
const NAMED_WEIGHT = 48;

/** The code of a protocol says what the other side answered. */
const isAnswer = (code: TypedCode | undefined): boolean => code !== undefined && ANSWERS.has(code.kind);
const ANSWERS = new Set<TypedCode['kind']>(['curl', 'dbus', 'http', 'grpc', 'nrc']);

interface Weighed {
  words: string;
  base: number;
  telling: Statement | undefined;
  isCoded: boolean;
  level: LevelName;
  isOutput: boolean;
}

function weigh({ words, base, telling, isCoded, level, isOutput }: Weighed): number {
  const isStated = /\berror\b/.test(words);
  const isSevere = isStated || level === 'error' || level === 'fatal';
  return (
    base +
    (isCoded ? CODED : 0) +
    (isOutput ? OUTPUT_WEIGHT : 0) +
    (base > BARELY ? (LEVEL_WEIGHT[level] ?? (isStated ? STATED : 0)) : 0) +
    (!isSevere && EVERYDAY.has(telling?.reason?.kind ?? '') ? EVERYDAY_WEIGHT : 0) +
    (hasCoped(words) ? COPED : 0) +
    (/\bwarn(?:ing)?\b/.test(words) ? WARNS : 0) +
    (telling?.reason?.kind === 'not-found' && words.includes('<shown>') ? LOOKED : 0) +
    doubt(telling?.words ?? words)
  );
}

const doubt = (words: string): number => (isPossible(words) ? POSSIBLE : isHedged(words) ? HEDGED : 0);

/** Up to here a line only says that something was remarkable. */
const BARELY = 12;

/** The code of a standard says better what is meant than words that also mean other things. */
function reasonOf(telling: Statement | undefined, coded: TypedCode | undefined): Reason | null {
  const own = telling?.reason ?? null;
  if (coded === undefined || (own !== null && own.weight > CODES_OUTWEIGH)) return own;
  return REASON_LIST.find(({ kind }) => kind === coded.reason) ?? own;
}
const CODES_OUTWEIGH = 50;

/** The statement as it stands in the line; the whole line where names that reading left out, or the name of a type, fill it. */
function verbatim(text: string, { text: statement }: Statement): string {
  return text.includes(statement) && !TYPE_ONLY.test(statement) ? statement : text;
}
/** `ParseError`: what a program calls a failure of this type, and nothing of this one. */
const TYPE_ONLY = /^\W{0,6}[A-Z][A-Za-z]{2,60}(?:Error|Exception|Failure)\W{0,4}$/;

const cut = (text: string): string =>
  text.trim().length > MAX_CLAUSE_CHARS ? `${text.trim().slice(0, MAX_CLAUSE_CHARS - 1)}…` : text.trim();

export const isFailure = <F extends Pick<FailureReading, 'weight'>>(reading: F | NoFailure): reading is F =>
  'weight' in reading;
