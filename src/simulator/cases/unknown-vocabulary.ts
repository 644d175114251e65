import { Random } from '../random.ts';
import { Session } from '../session.ts';
import { addNoise } from './add-noise.ts';
import { requireEffect } from './finished-files.ts';
import type { LogName } from './logs.ts';
import type { PlayedSession } from './play-case.ts';
import { Stage, type Trace } from './stage.ts';

/** An ECU with steps and words of its own; nobody ever wrote a rule for it. */
interface UnknownVocabulary {
  seed: number;
  /** What it says of the step that broke, in its short way; null when nothing breaks. */
  terse: string | null;
}

const LOGS_OF_STRANGERS = ['adas', 'agent', 'tcu', 'ivi'] as const satisfies readonly LogName[];
/** Programs in the shape of each log. */
const PROGRAM_OF: Readonly<Record<(typeof LOGS_OF_STRANGERS)[number], (name: string) => string>> = {
  adas: (name) => `${name.slice(0, 4).toUpperCase()}/MAIN`,
  agent: (name) => name,
  tcu: (name) => `${name}d`,
  ivi: (name) => `${name[0].toUpperCase()}${name.slice(1)}`,
};
const SYLLABLES = [
  'ka',
  'vor',
  'lim',
  'zen',
  'tup',
  'rud',
  'mel',
  'sog',
  'pir',
  'bax',
  'nol',
  'dri',
  'fen',
  'gul',
  'tas',
  'wem',
];

/** How this ECU marks the begin and the end of a step or a job, good ends, bad ends, and what it does not like. */
interface Marks {
  begin: string;
  end: string;
  good: string;
  bad: string;
  dislike: string;
}

const MARKS: readonly Marks[] = [
  { begin: '>', end: '<', good: 'ok', bad: 'nok', dislike: 'ERR' },
  { begin: 'enter', end: 'leave', good: 'rc 0', bad: 'rc 1', dislike: 'ERR' },
  { begin: 'beg', end: 'fin', good: '+', bad: '-', dislike: 'E!' },
  { begin: '[', end: ']', good: 'done', bad: 'undone', dislike: 'ERR' },
];

/** Words of one ECU: all that its cases need besides their times. */
class Tongue {
  readonly log: (typeof LOGS_OF_STRANGERS)[number];
  readonly program: string;
  readonly marks: Marks;
  readonly steps: string[];
  readonly breaksAt: number;
  readonly habit: string;
  readonly job: string;
  readonly leftover: string;

  constructor(seed: number) {
    const random = Random.of(seed, 'tongue');
    this.log = random.pick(LOGS_OF_STRANGERS);
    this.marks = random.pick(MARKS);
    const [habit, job, leftover, program, ...steps] = coin(random, 14);
    this.program = PROGRAM_OF[this.log](program);
    this.steps = steps.slice(0, random.between(6, 10));
    this.breaksAt = random.between(2, this.steps.length - 2);
    [this.habit, this.job, this.leftover] = [habit, job, leftover];
  }
}

/** Different words, so that each means one thing. */
function coin(random: Random, count: number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    words.add(Array.from({ length: random.between(2, 3) }, () => random.pick(SYLLABLES)).join(''));
  }
  return [...words];
}

/** Regular expressions of the line that names the step that broke, and of what also stands in good attempts. */
export function patternsOf(seed: number): { keywords: string[]; decoys: string[] } {
  const { steps, breaksAt, habit, marks } = new Tongue(seed);
  return { keywords: [`${marks.dislike} ${steps[breaksAt]}\\b`], decoys: [`\\b${habit}\\b`, 'disconnected'] };
}

/**
 * Everything at level info. Some attempts go well, the last one ends a moment after a step began, with four lines that
 * begin alike: the first is said in every good attempt too, the next names the step, the last says only that it is over.
 * Elsewhere something is DISCONNECTED some hundred times.
 */
export function playUnknown(unknown: UnknownVocabulary): PlayedSession {
  const { session, why } = perform(unknown);
  const files = session.finish();
  if (unknown.terse !== null) {
    const healthy = perform({ ...unknown, terse: null }).session.finish();
    requireEffect(files, healthy, { cause: why, end: [] });
  }
  return { files, endUs: session.nowUs };
}

function perform({ seed, terse }: UnknownVocabulary) {
  const session = new Session(seed);
  const tongue = new Tongue(seed);
  const stage = new Stage({ session, seed, log: tongue.log, booted: [], isFlat: true });
  const draw = Random.of(seed, 'attempts');
  session.advance(draw.between(20, 60));
  for (let good = draw.between(3, 6); good > 0; good--) {
    attempt(stage, tongue, { draw, terse: null });
    session.advance(draw.between(25, 70));
  }
  const why = attempt(stage, tongue, { draw, terse });
  session.advance(draw.between(15, 40));
  addNoise(stage, { seed, logs: [tongue.log, 'gw'], isNoisy: false });
  shout(stage, tongue.log, seed);
  return { session, why };
}

interface Course {
  draw: Random;
  /** Null when it goes well. */
  terse: string | null;
}

function attempt(stage: Stage, tongue: Tongue, { draw, terse }: Course): Trace[] {
  const { marks, steps } = tongue;
  const say = sayer(stage, tongue, draw);
  const number = draw.between(100, 999);
  say(`${tongue.job} ${number} ${marks.begin} ${steps.length}`);
  for (const [i, step] of steps.entries()) {
    say(`${marks.begin} ${step} ${i + 1}/${steps.length}`);
    if (i === tongue.breaksAt) say(`${marks.dislike} ${tongue.habit} cold 0x${draw.hex(2)}`);
    if (i === tongue.breaksAt && terse !== null) return breakDown(say, tongue, { terse, number });
    for (let lines = draw.between(1, 3); lines > 0; lines--) say(`${step} at ${draw.between(1, 4000)}`);
    say(`${marks.end} ${step} ${marks.good}`);
  }
  say(`${tongue.job} ${number} ${marks.end} ${marks.good}`);
  return [];
}

type Say = (text: string) => Trace;

function breakDown(say: Say, tongue: Tongue, { terse, number }: { terse: string; number: number }): Trace[] {
  const { marks, steps, breaksAt, leftover, job } = tongue;
  const named = say(`${marks.dislike} ${steps[breaksAt]} ${terse}`);
  say(`${marks.dislike} ${leftover} given back`);
  say(`${marks.dislike} ${job} ${number} over`);
  say(`${job} ${number} ${marks.end} ${marks.bad}`);
  return [named];
}

/** Lines come quickly: from the begin of a step to the end it takes a third of a second. */
const sayer =
  (stage: Stage, { log, program }: Tongue, draw: Random): Say =>
  (text) => {
    stage.session.advance(draw.between(2, 11) / 100);
    return stage.write({ log, program, loudness: 'i', text }, stage.session.nowUs);
  };

const SHOUTS = 300;

function shout(stage: Stage, log: Tongue['log'], seed: number): void {
  const draw = Random.of(seed, 'shouts');
  const program = PROGRAM_OF[log]('cloudlink');
  const [span] = stage.awakeSpans(log);
  for (let i = 0; i < SHOUTS; i++) {
    const timeUs = Math.floor(span.fromUs + draw.next() * (span.toUs - span.fromUs));
    const text = `channel ${draw.between(1, 9)} DISCONNECTED, opening again`;
    stage.write({ log, program, loudness: 'i', text }, timeUs);
  }
}
