import type { CollectedEvidence } from '#src/evidence/collect-file.ts';
import type { FailedFile, FaultEvent, FileEvidence, Lifecycle, SeriesRow } from '#src/evidence/file-evidence.ts';
import { isoTime } from './iso-time.ts';

/** What `argus parse --json` prints: one object per log stream, that is per file or archive entry. */
export interface ParseSummary {
  /** As typed. */
  file: string;
  /** Only for entries of an archive. */
  member?: string;
  /** Null when nothing could be read. */
  format: string | null;
  /** Why it was taken for that format. */
  formatReason: string | null;
  container: string | null;
  /** Of the stored file. */
  sizeBytes: number;
  /** Whole records. */
  records: number;
  /** Damaged places. */
  gaps: number;
  bytesSkipped: number;
  /** Where the first of them is in the decoded stream, and what is wrong there; null without. */
  firstGap: FileEvidence['gaps']['first'][number] | null;
  /** What is neither record nor damage, by kind: comments, blank lines, line ends … */
  nonRecords: FileEvidence['nonRecords'];
  /** ISO 8601, UTC, microseconds. */
  firstTime: string | null;
  lastTime: string | null;
  /** Those that occur. */
  levels: Record<string, number>;
  /** Most frequent first. */
  sources: { ecu: string; app: string; context: string; records: number }[];
  lifecycles: LifecycleSummary[];
  faults: FaultSummary[];
  /** What was measured: samples of a measurement, signals of frames that a database knows, numbers that lines tell. */
  series: Pick<SeriesRow, 'name' | 'unit' | 'ecu' | 'count' | 'min' | 'max' | 'p95'>[];
  /** Why nothing, or nothing more, could be read. */
  message?: string;
}

export interface LifecycleSummary extends Pick<Lifecycle, 'ecu' | 'ordinal' | 'records' | 'clock' | 'lostMessages'> {
  bootTime: string | null;
  firstTime: string | null;
  lastTime: string | null;
}

export interface FaultSummary
  extends Pick<FaultEvent, 'kind' | 'code' | 'role' | 'ecu' | 'app' | 'context' | 'title' | 'count'> {
  firstTime: string | null;
  /** Of the first occurrence, in the decoded stream. */
  offset: number | null;
  length: number | null;
}

/** One summary per stream; a stream of which only a part could be read has its message beside its numbers. */
export function summarise({ evidence, failed }: CollectedEvidence): ParseSummary[] {
  const messages = new Map(failed.map((failure) => [failure.member, failure.message]));
  const read = new Set(evidence.map(({ file }) => file.member));
  return [
    ...evidence.map((stream) => summaryOf(stream, messages.get(stream.file.member))),
    ...failed.filter(({ member }) => !read.has(member)).map(summaryOfFailure),
  ];
}

function summaryOf(evidence: FileEvidence, message: string | undefined): ParseSummary {
  const { file, format, formatReason, container, records, gaps, levels, sources } = evidence;
  return {
    file: file.name,
    ...(file.member === null ? {} : { member: file.member }),
    format,
    formatReason,
    container,
    sizeBytes: file.sizeBytes,
    records,
    gaps: gaps.count,
    bytesSkipped: gaps.bytesSkipped,
    firstGap: gaps.first[0] ?? null,
    nonRecords: evidence.nonRecords,
    firstTime: isoTime(evidence.firstTimeUs),
    lastTime: isoTime(evidence.lastTimeUs),
    levels: Object.fromEntries(Object.entries(levels).filter(([, count]) => count > 0)),
    sources,
    lifecycles: evidence.lifecycles.map(lifecycleSummary),
    faults: evidence.faults.map(faultSummary),
    series: evidence.series.map(({ name, unit, ecu, count, min, max, p95 }) => ({
      name,
      unit,
      ecu,
      count,
      min,
      max,
      p95,
    })),
    ...(message === undefined ? {} : { message }),
  };
}

export function summaryOfFailure(failure: Pick<FailedFile, 'name' | 'member' | 'sizeBytes' | 'message'>): ParseSummary {
  return {
    file: failure.name,
    ...(failure.member === null ? {} : { member: failure.member }),
    format: null,
    formatReason: null,
    container: null,
    sizeBytes: failure.sizeBytes,
    records: 0,
    gaps: 0,
    bytesSkipped: 0,
    firstGap: null,
    nonRecords: {},
    firstTime: null,
    lastTime: null,
    levels: {},
    sources: [],
    lifecycles: [],
    faults: [],
    series: [],
    message: failure.message,
  };
}

function lifecycleSummary({ ecu, ordinal, records, clock, lostMessages, ...times }: Lifecycle): LifecycleSummary {
  return {
    ecu,
    ordinal,
    records,
    clock,
    lostMessages,
    bootTime: isoTime(times.bootTimeUs),
    firstTime: isoTime(times.firstTimeUs),
    lastTime: isoTime(times.lastTimeUs),
  };
}

function faultSummary({
  kind,
  code,
  role,
  ecu,
  app,
  context,
  title,
  count,
  firstTimeUs,
  at,
}: FaultEvent): FaultSummary {
  const first = at[0];
  const place = { offset: first?.offset ?? null, length: first?.length ?? null };
  return { kind, code, role, ecu, app, context, title, count, firstTime: isoTime(firstTimeUs), ...place };
}
