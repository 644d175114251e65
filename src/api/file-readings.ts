import type { BatchEvidence } from '#src/batch/pages/read-evidence.ts';
import type { FileItem } from './batch-schemas.ts';

type Reading = Pick<FileItem, 'streams' | 'failures'>;

/** What was read of each file of a batch, and what was not. */
export function readings(evidence: BatchEvidence | undefined): (file: number) => Reading {
  if (evidence === undefined) return () => ({ streams: null, failures: [] });
  const streams = Map.groupBy(evidence.files, ({ file }) => file.index);
  const failures = Map.groupBy(evidence.failed, ({ index }) => index);
  return (file) => ({
    streams: (streams.get(file) ?? []).map(streamItem),
    failures: (failures.get(file) ?? []).map(({ fault, member, message }) => ({ member, fault, message })),
  });
}

function streamItem(stream: BatchEvidence['files'][number]): NonNullable<FileItem['streams']>[number] {
  const { container, file, firstTimeUs, format, gaps, lastTimeUs, recordBytes, records, unmatched } = stream;
  return {
    ...{ member: file.member, format, container, streamBytes: file.streamBytes, records, recordBytes, unmatched },
    fromUs: firstTimeUs,
    toUs: lastTimeUs,
    isTimeInferred: stream.timeInferred,
    gaps: {
      count: gaps.count,
      bytes: gaps.bytesSkipped,
      reasons: [...new Set(gaps.first.map(({ reason }) => reason))],
    },
    passedOver: stream.nonRecords,
  };
}
