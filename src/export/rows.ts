import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage, FaultItem, TemplateItem } from '#src/api/evidence-schemas.ts';
import type { RecordItem } from '#src/api/record-schemas.ts';
import type { Report } from '#src/report/report.ts';
import type { Row } from './table.ts';

interface Place {
  file: number;
  member: string | null;
  offset: number;
  length: number;
}

const placeOf = (at: Place | null | undefined): Row => ({
  file: at?.file ?? null,
  member: at?.member ?? null,
  byte_offset: at?.offset ?? null,
  byte_length: at?.length ?? null,
});

/** What stands in each row of a batch. */
export const ownerOf = ({ batchId, firmware, platform }: BatchDetail): Row => ({
  batch: batchId,
  platform,
  firmware: firmware?.to ?? firmware?.from ?? null,
});

export const batchRow = (batch: BatchDetail, report: Report | null): Row => ({
  vehicle: batch.vehicleId,
  firmware_from: batch.firmware?.from ?? null,
  campaign: batch.otaCampaignId,
  created: Date.parse(batch.createdAt) * 1_000,
  state: batch.state,
  verdict: batch.verdict,
  cause: batch.cause,
  headline: batch.headline,
  outcome: report?.outcome.observed ?? null,
  files: batch.files,
  records: report?.totals.records ?? null,
});

export const recordRow = ({ app, context, ecu, level, template, text, timeUs, ...at }: RecordItem): Row => ({
  ...placeOf(at),
  ...{ time: timeUs, ecu, app, context, level, text, template },
});

export const faultRow = ({ at: [at], boot, facts, fromUs, toUs, ...fault }: FaultItem): Row => ({
  ...fault,
  facts: JSON.stringify(facts),
  first_time: fromUs,
  last_time: toUs,
  boot,
  ...placeOf(at),
});

export const templateRow = ({
  first,
  fromUs,
  spark: _,
  state: __,
  toUs,
  before: ___,
  ...template
}: TemplateItem): Row => ({
  ...template,
  first_time: fromUs,
  last_time: toUs,
  ...placeOf(first),
});

/** Boots, tries of an update, their steps, markers of an outcome, and silences: one row each. */
export const episodeRows = ({ attempts, boots, markers, silences }: EpisodePage): Row[] => [
  ...boots.map(({ at, clock, ecu, end, fromUs, lostMessages, ordinal, records, toUs }) => ({
    ...{ kind: 'boot', ecu, ordinal, state: end, first_time: fromUs, last_time: toUs, records, clock },
    lost_messages: lostMessages,
    ...placeOf(at),
  })),
  ...(attempts ?? []).flatMap(({ ecu, fromUs, outcome, phases, reached, toUs }, ordinal) => [
    { kind: 'attempt', ecu, ordinal, name: reached, state: outcome, first_time: fromUs, last_time: toUs },
    ...phases.map(({ at, phase, state, timeUs }) => ({
      ...{ kind: 'phase', ecu, ordinal, name: phase, state, first_time: timeUs, last_time: timeUs },
      ...placeOf(at),
    })),
  ]),
  ...markers.map(({ at, ecu, marker, timeUs, value }) => ({
    ...{ kind: 'marker', ecu, name: marker, state: value, first_time: timeUs, last_time: timeUs },
    ...placeOf(at),
  })),
  ...silences.map(({ ecu, fromUs, toUs }) => ({ kind: 'silence', ecu, first_time: fromUs, last_time: toUs })),
];
