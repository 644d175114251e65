import { Random } from '../random.ts';
import { type LogFile, Session } from '../session.ts';
import { addNoise } from './add-noise.ts';
import { cutFile, requireEffect } from './finished-files.ts';
import { LOGS, type LogName } from './logs.ts';
import { herringOf, INJECTED, type Modifier, SECOND_FAULT } from './modifiers.ts';
import { readUtterance } from './script-line.ts';
import { Stage, type Trace, type Versions } from './stage.ts';
import { DONE, type Script, type Story, type Wording } from './story.ts';

/** A session to be played: a story, and what breaks in it. */
export interface Play {
  seed: number;
  story: Story;
  /** Null when nothing breaks. */
  broken: Wording | null;
  modifier: Modifier;
  /** Text of foreign release notes, for the modifier that has them. */
  notes: string;
  /** Lots of alarming lines that mean nothing. */
  isNoisy: boolean;
  /** A step goes wrong and then well. */
  hasHiccup: boolean;
}

export interface PlayedSession {
  files: LogFile[];
  endUs: number;
}

/**
 * The files of one session. Throws `FaultWithoutEffect` when the logs do not differ from those of the same session in which
 * nothing breaks, or when what the modifier leaves of them does not.
 */
export function playSession(play: Play): PlayedSession {
  const { session, why, end } = perform(play);
  const files = session.finish();
  if (play.broken === null) return { files, endUs: session.nowUs };
  const healthy = perform({ ...play, broken: null }).session.finish();
  const left = withoutHidden(files, why, play.modifier);
  requireEffect(left, healthy, { cause: hides(play.modifier) ? [] : why, end });
  return { files: left, endUs: session.nowUs };
}

const hides = (modifier: Modifier): boolean => modifier === 'missing-file' || modifier === 'cause-not-logged';

function withoutHidden(files: LogFile[], why: readonly Trace[], modifier: Modifier): LogFile[] {
  const told = new Set(why.map(({ file }) => file));
  if (modifier === 'missing-file') return files.filter(({ name }) => !told.has(name));
  if (modifier === 'cut-file') return files.map((file) => cutFile(file, why));
  return files;
}

interface Performance {
  session: Session;
  /** What says why, and what only says that it broke. */
  why: Trace[];
  end: Trace[];
}

function perform(play: Play): Performance {
  const session = new Session(play.seed);
  const { log, booted } = play.story;
  const stage = new Stage({ session, seed: play.seed, log, booted, isFlat: play.modifier === 'all-at-info' });
  const draw = Random.of(play.seed, 'course');
  const history = draw.pick(HISTORIES);
  stage.plan(history === 'update' ? EARLIER : NOW);
  session.advance(2);
  stage.reboot(draw.between(9, 20), 'this');
  session.advance(draw.between(20, 50));
  playHistory(stage, play.story, history);
  session.advance(draw.between(20, 50));
  stage.plan(NOW);
  foreshadow(stage, play);
  const traces = attempt(stage, play);
  session.advance(draw.between(25, 45));
  addNoise(stage, { seed: play.seed, logs: logsOf(play.story, draw), isNoisy: play.isNoisy });
  if (play.modifier === 'loud-red-herring') shout(stage, play);
  return { session, ...traces };
}

/** The ECU's own logs, the gateway's, and one of somebody who has nothing to do with it. */
function logsOf({ log, also = [] }: Story, draw: Random): LogName[] {
  const others: LogName[] = log === 'ivi' ? ['adas', 'tcu'] : log === 'adas' ? ['ivi', 'tcu'] : ['ivi', 'adas'];
  return [...new Set<LogName>([log, ...also, 'gw', draw.pick(others)])];
}

/** Before the attempt that counts: nothing, a look for updates that finds none, or an update that goes well. */
const HISTORIES = ['none', 'idle', 'update'] as const;
const EARLIER: Versions = { from: '4.0.3', to: '4.1.0' };
const NOW: Versions = { from: '4.1.0', to: '4.2.0' };

function playHistory(stage: Stage, story: Story, history: (typeof HISTORIES)[number]): void {
  if (history === 'idle') stage.play(story.idle);
  if (history === 'update') for (const step of Object.values(story.steps)) playStep(stage, step);
}

function playStep(stage: Stage, step: Script): void {
  stage.play(step.filter((line) => line !== DONE));
}

function foreshadow(stage: Stage, { modifier, seed, notes, story }: Play): void {
  const speaker = LOGS[story.log].writes === 'can' ? 'gw:OTAM/NOTE' : 'ivi:ReleaseNotes';
  if (modifier === 'two-faults') stage.play(SECOND_FAULT);
  if (modifier === 'foreign-notes') stage.play([`1 ${speaker} i ${notes}`]);
  if (modifier === 'injected-text') stage.play([`1 gw:HMI/MSG i ${INJECTED}`]);
  if (modifier === 'clock-jump') slowClock(stage, story.log, seed);
}

/** Some hours slow from the beginning, right from a moment soon after the attempt has begun. */
function slowClock({ session }: Stage, log: LogName, seed: number): void {
  const slowUs = Random.of(seed, 'clock').between(2 * 3600, 9 * 3600) * 1_000_000;
  const rightFromUs = session.nowUs + 3_000_000;
  session.setClock(LOGS[log].file, (timeUs) => (timeUs < rightFromUs ? timeUs - slowUs : timeUs));
}

function attempt(stage: Stage, { story, broken, hasHiccup, modifier }: Play): Omit<Performance, 'session'> {
  for (const [name, step] of Object.entries(story.steps)) {
    const begin = step.slice(0, step.indexOf(DONE));
    stage.play(begin);
    if (hasHiccup && name === story.hiccup.at) stage.play(story.hiccup.lines);
    if (name === broken?.breaksAt) return breakDown(stage, { story, broken, modifier });
    stage.play(step.slice(begin.length + 1));
  }
  return { why: [], end: [] };
}

function breakDown(
  stage: Stage,
  { story, broken, modifier }: { story: Story; broken: Wording; modifier: Modifier },
): Omit<Performance, 'session'> {
  const why = modifier === 'cause-not-logged' ? [] : stage.play(broken.cause);
  const effects = stage.play(broken.effects);
  return { why, end: [...effects, ...stage.play(story.endings[broken.ending] ?? [])] };
}

const SHOUTS = 260;

function shout(stage: Stage, { story, seed }: Play): void {
  const draw = Random.of(seed, 'herring');
  const herring = readUtterance(herringOf(story.log).says, story.log);
  const spans = stage.awakeSpans(herring.log);
  for (let i = 0; i < SHOUTS; i++) {
    const { fromUs, toUs } = draw.pick(spans);
    stage.say(herring, Math.floor(fromUs + draw.next() * (toUs - fromUs)));
  }
}
