import { type Change, isVersionRange, type Lesson } from '#src/diagnosis/taught/lesson.ts';
import { linesOfReport, NotTeachable } from '#src/diagnosis/taught/lines-of-report.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Hypothesis, Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import { evidenceKey, reportKey } from './keys.ts';
import type { LessonStore } from './lesson-store.ts';
import type { BatchPorts } from './ports.ts';
import { findJson } from './stored-json.ts';

export {
  Action,
  Cause,
  FirmwareRange,
  Lesson,
  Person,
  Platform,
  Resolution,
  Why,
} from '#src/diagnosis/taught/lesson.ts';
export { NotTeachable } from '#src/diagnosis/taught/lines-of-report.ts';

interface TeachPorts extends Pick<BatchPorts, 'store' | 'clock'> {
  lessons: LessonStore;
}

/** What an engineer says of a batch. Lines are ids of the report's evidence. */
export interface Teaching extends Pick<Lesson, 'resolution' | 'actions'> {
  cause: string | undefined;
  evidence: readonly string[];
  not: readonly string[];
  /** `any`, or what it holds for; undefined: the batch's own. */
  platform: string | undefined;
  firmware: string | undefined;
  by: string;
  why: string | null;
  /** Of the lesson that it replaces; 0 or none: there is none. */
  version: number;
}

/** Somebody else changed the lesson since the version that was named. */
export class LessonChanged extends Error {
  override readonly name = 'LessonChanged';
}

/** Keeps what was found out about a batch. Throws `NotTeachable` and `LessonChanged`. */
export async function teachBatch(ports: TeachPorts, batch: Batch, teaching: Teaching): Promise<Lesson> {
  const { store } = ports;
  const report = await findJson<Report>(store, reportKey(batch.batchId));
  const evidence = await findJson<BatchEvidence>(store, evidenceKey(batch.batchId));
  if (report === undefined || evidence === undefined) throw new NotTeachable('The batch has no report yet.');
  const named = namedBy(teaching, report);
  return save(
    ports,
    { ...teaching, what: 'taught' },
    {
      batchId: batch.batchId,
      isDisabled: false,
      resolution: teaching.resolution,
      cause: named.cause,
      actions: teaching.actions,
      lines: linesOfReport(report, evidence, named.lines),
      harmless: linesOfReport(report, evidence, named.harmless),
      platform: scopeOf('platform', teaching.platform, batch.platform),
      firmware: scopeOf('firmware', teaching.firmware, firmwareOf(batch)),
    },
  );
}

interface Named {
  cause: string | null;
  lines: readonly string[];
  harmless: readonly string[];
}

/** Confirmed is what leads; corrected what is named; false alarms are the lines of what leads, where none are named. */
function namedBy({ cause, evidence, not, resolution }: Teaching, report: Report): Named {
  const leading = report.hypotheses.find(({ status }) => status === 'leading');
  const own = evidence.length > 0 ? evidence : coreOf(report, leading);
  if (resolution === 'false-alarm') {
    const harmless = [...new Set([...(evidence.length > 0 || not.length === 0 ? own : []), ...not])];
    if (harmless.length === 0) throw new NotTeachable('The report has no leading cause: name the harmless lines.');
    return { cause: null, lines: [], harmless };
  }
  const named = cause ?? (resolution === 'confirm' ? leading?.title : undefined);
  if (named === undefined) throw new NotTeachable('Name the cause.');
  if (own.length === 0) throw new NotTeachable('Name the lines that say the cause, such as E3.');
  return { cause: named.slice(0, 140), lines: own, harmless: not };
}

const MAX_OWN_LINES = 3;

/** The first lines of a logs' own that a cause rests on. */
function coreOf({ evidence }: Report, leading: Hypothesis | undefined): string[] {
  const quoted = new Set(evidence.filter(({ quote }) => quote !== null).map(({ id }) => id));
  return (leading?.evidence ?? []).filter((id) => quoted.has(id)).slice(0, MAX_OWN_LINES);
}

/** Unknown never widens what a lesson holds for: then it has to be said. */
function scopeOf(name: 'platform' | 'firmware', asked: string | undefined, own: string | null): string | null {
  if (asked === 'any') return null;
  if (asked !== undefined) return asked;
  if (own === null)
    throw new NotTeachable(`The ${name} of this batch is unknown: say for which ${name} it holds, or "any".`);
  return own;
}

/** Exactly the versions that the batch updated from and to. */
function firmwareOf({ firmware }: Batch): string | null {
  const versions = [firmware?.from, firmware?.to].filter((version) => typeof version === 'string');
  const range = [...new Set(versions.map((version) => `=${version}`))].join(' || ');
  return versions.length > 0 && isVersionRange(range) ? range : null;
}

/** Takes a lesson out of use, or back into it. Throws `LessonChanged`; undefined where there is none. */
export async function switchLesson(
  ports: TeachPorts,
  batchId: string,
  wish: Pick<Teaching, 'by' | 'why' | 'version'> & { isDisabled: boolean },
): Promise<Lesson | undefined> {
  const lesson = await ports.lessons.find(batchId);
  return (
    lesson &&
    save(ports, { ...wish, what: wish.isDisabled ? 'disabled' : 'enabled' }, { ...lesson, isDisabled: wish.isDisabled })
  );
}

/** Changes of a lesson that are kept. */
const MAX_HISTORY = 50;

async function save(
  { clock, lessons }: TeachPorts,
  { by, version, what, why }: Pick<Teaching, 'by' | 'why' | 'version'> & Pick<Change, 'what'>,
  content: Omit<Lesson, 'version' | 'history'>,
): Promise<Lesson> {
  const before = await lessons.find(content.batchId);
  const current = before?.version ?? 0;
  if (current !== version) throw changed(content.batchId, current);
  const change: Change = { version: version + 1, what, by, why, atMs: clock.nowMs() };
  const history = [...(before?.history ?? []), change].slice(-MAX_HISTORY);
  const lesson = { ...content, version: version + 1, history };
  if (!(await lessons.put(lesson))) throw changed(content.batchId, current + 1);
  return lesson;
}

const changed = (batchId: string, current: number): LessonChanged =>
  new LessonChanged(
    current === 0
      ? `Nothing was taught by batch ${batchId} yet: leave the version out.`
      : `What batch ${batchId} taught is at version ${current} now: read it again, and name that version to change it.`,
  );
