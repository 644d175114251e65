import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { compareText } from '#src/evidence/pointers.ts';
import { LEVELS } from '#src/parsers/record-batch.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Report } from '#src/report/report.ts';
import { compareTemplates } from './contrast.ts';
import type { Attempt } from './episodes.ts';
import { evidenceIds } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import type { Investigation } from './investigation.ts';
import { byTelling } from './most-telling.ts';
import { Logs } from './rotated-logs.ts';

/** What a page can show: of each, the last ones, which matter most. */
const MAX_BOOTS = 100;
const MAX_ATTEMPTS = 100;

/** How each boot and each try of an update began and ended, in order of time. */
export function episodesOf({ attempts, input, pack }: Investigation): Pick<Report, 'boots' | 'attempts'> {
  return {
    attempts: attempts.slice(-MAX_ATTEMPTS).map((attempt) => attemptOf(attempt, pack)),
    boots: bootsOf(input.evidence),
  };
}

function bootsOf(evidence: BatchEvidence): Report['boots'] {
  const lifecycles = new Logs(evidence.files).bootsOf(evidence.lifecycles);
  const nameOf = new Map(evidence.files.map(({ file: { index, name } }) => [index, name]));
  const last = new Map(lifecycles.map(({ ecu, file, ordinal }) => [`${file} ${ecu}`, ordinal]));
  return lifecycles.slice(-MAX_BOOTS).map(({ ecu, file, firstTimeUs, lastTimeUs, ordinal, records }) => ({
    ecu: plainText(ecu || (nameOf.get(file) ?? ''), 64),
    ordinal,
    records,
    fromUs: firstTimeUs,
    toUs: lastTimeUs,
    end: last.get(`${file} ${ecu}`) === ordinal ? ('end-of-log' as const) : ('restarted' as const),
  }));
}

function attemptOf({ ecu, end, findings, outcome }: Attempt, pack: Investigation['pack']): Report['attempts'][number] {
  const last = findings[findings.length - 1];
  const reached = findings.findLast(({ category }) => category === 'phase')?.name.split(':')[1] ?? null;
  return {
    ecu,
    outcome,
    fromUs: findings[0].place.timeUs,
    toUs: (end ?? last).place.timeUs,
    reached,
    phases: findings.flatMap(phaseOf).slice(0, MAX_PHASES),
    evidence: evidenceIds(end === null ? [findings[0]] : [findings[0], end], pack),
  };
}

/** A step that is logged again and again is no more than a page can show. */
const MAX_PHASES = 60;

type AttemptPhase = NonNullable<Report['attempts'][number]['phases']>[number];

function phaseOf({ category, isInferred, name, place: { timeUs }, pointers: [at] }: Finding): AttemptPhase[] {
  const [, phase, state] = name.split(':');
  if (category !== 'phase') return [];
  const where = at ? { file: at.file, member: at.member, offset: at.offset, length: at.length } : null;
  return [{ phase, state: state as AttemptPhase['state'], isInferred: isInferred === true, timeUs, at: where }];
}

/** A page shows this many; recordings described by a DBC file have thousands. */
const MAX_MEASURED = 40;

/** What was measured, for a reader to compare with what it should be. */
export function measuredOf({ series }: BatchEvidence): Pick<Report, 'measured'> {
  const measured = series
    .map(({ count, ecu, max, min, name, p95, unit }) => ({
      ecu: plainText(ecu, 64),
      name: plainText(name, 64),
      unit: plainText(unit, 16),
      count,
      min,
      max,
      p95,
    }))
    .sort((a, b) => compareText(a.ecu, b.ecu) || compareText(a.name, b.name));
  return measured.length === 0 ? {} : { measured: measured.slice(0, MAX_MEASURED) };
}

export function levelsOf({ files }: BatchEvidence): Report['levels'] {
  const sums = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Report['levels'];
  for (const { levels } of files) for (const level of LEVELS) sums[level] += levels[level];
  return sums;
}

const MAX_TEMPLATE_CHARS = 200;
const MAX_DECOYS = 8;

const rowText = ({ app, ecu, template }: TemplateRow): { writer: string; template: string } => ({
  writer: plainText([ecu, app].filter(Boolean).join(' '), 64),
  template: plainText(template, MAX_TEMPLATE_CHARS),
});

/** Null where there was nothing to compare with. */
export function comparisonOf({ contrast, input }: Investigation): Report['contrast'] {
  const { evidence, good } = input;
  if (contrast.against === null) return null;
  const decoys = evidence.templates
    .filter((row) => row.failure !== null && contrast.standingOf(row) === 'decoy')
    .sort(byTelling)
    .slice(0, MAX_DECOYS)
    .map((row) => ({ ...rowText(row), count: row.count }));
  if (good === undefined) return { against: contrast.against, decoys, fresh: [], gone: [], shifted: [] };
  const { fresh, gone, shifted } = compareTemplates(evidence, good);
  return {
    against: contrast.against,
    decoys,
    fresh: fresh.map((row) => ({ ...rowText(row), count: row.count })),
    gone: gone.map((row) => ({ ...rowText(row), count: row.count })),
    shifted: shifted.map(({ row, before }) => ({ ...rowText(row), count: row.count, before })),
  };
}
