import type { BootEpisode, EpisodePage as Episodes } from '#src/batch/pages/episode-page.ts';
import type { FoundFault } from '#src/batch/pages/fault-page.ts';
import type { ComparedTemplate } from '#src/batch/pages/template-page.ts';
import type { Report } from '#src/report/report.ts';
import type { EpisodePage, FaultItem, TemplateItem } from './evidence-schemas.ts';

interface Pointer {
  file: number;
  member: string | null;
  offset: number;
  length: number;
}

const placeOf = ({ file, length, member, offset }: Pointer): Pointer => ({ file, member, offset, length });

export function faultItem({ at, firstTimeUs, lastTimeUs, lifecycle, traits: _, ...fault }: FoundFault): FaultItem {
  return { ...fault, fromUs: firstTimeUs, toUs: lastTimeUs, boot: lifecycle, at: at.map(placeOf) };
}

export function templateItem({ before, change, row }: ComparedTemplate): TemplateItem {
  const { app, context, count, ecu, failure, fingerprint, first, firstTimeUs, lastTimeUs, level, spark, template } =
    row;
  const isGone = change === 'gone';
  return {
    ...{ fingerprint, ecu, app, context, level, template, state: change, before, failure: failure?.weight ?? null },
    count: isGone ? 0 : count,
    fromUs: isGone ? null : firstTimeUs,
    toUs: isGone ? null : lastTimeUs,
    spark: isGone || !spark ? null : { fromUs: spark.fromUs, binUs: spark.stepUs, counts: spark.counts },
    first: isGone ? null : placeOf(first),
  };
}

export function bootItem(boot: BootEpisode): EpisodePage['boots'][number] {
  const { clock, clockStepUs, ecu, end, lostMessages, ordinal, records } = boot;
  return {
    ...{ ecu, ordinal, records, end, clock, clockStepUs, lostMessages },
    bootUs: boot.bootTimeUs,
    fromUs: boot.firstTimeUs,
    toUs: boot.lastTimeUs,
    at: placeOf(boot.at),
  };
}

export const markerItem = ({ app, at, ecu, marker, timeUs, value }: Episodes['markers'][number]) => ({
  ...{ ecu, app, marker, value, timeUs },
  at: placeOf(at),
});

export const attemptItem = (attempt: Report['attempts'][number]): NonNullable<EpisodePage['attempts']>[number] => ({
  ...attempt,
  phases: attempt.phases ?? [],
});
