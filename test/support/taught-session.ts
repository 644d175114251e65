import { createHash } from 'node:crypto';
import { evidenceKey, reportKey } from '#src/batch/keys.ts';
import { openQuotes } from '#src/batch/open-quotes.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';
import { withLessons } from '#src/diagnosis/taught/with-lessons.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import type { BatchContext, Report } from '#src/report/report.ts';
import { aContext } from './evidence-builder.ts';
import { memoryObjectStore } from './memory-object-store.ts';

export interface ReadSession {
  evidence: BatchEvidence;
  diagnose(lessons: readonly Lesson[], context?: Partial<BatchContext>): Promise<Report>;
}

/** Files as one session, read once and diagnosed as often as a test likes. */
export async function readSession(
  files: readonly { name: string; bytes: Uint8Array }[],
  referenceTimeUs: number,
): Promise<ReadSession> {
  const open = (bytes: Uint8Array) => ({
    stream: streamSource(memorySource(bytes)),
    codecs: nodeCodecs,
    referenceTimeUs,
  });
  const collected = await Promise.all(
    files.map(({ name, bytes }, index) =>
      collectFile({
        ...open(bytes),
        file: { index, name, sizeBytes: bytes.length },
        sha256: () => createHash('sha256').update(bytes).digest('hex'),
      }),
    ),
  );
  const evidence = mergeEvidence(
    collected.flatMap((file) => file.evidence),
    collected.flatMap(({ failed }) => failed),
  );
  const quotes = openQuotes(async (file) => ({ open: () => open(files[file].bytes) }));
  return {
    evidence,
    diagnose: (lessons, context = {}) =>
      diagnose({
        evidence,
        context: aContext({ platform: 'J7', firmware: { from: '4.1.0', to: '4.2.0' }, ...context }),
        argusVersion: 'test',
        quotes,
        knowledge: withLessons(KNOWLEDGE, lessons),
      }),
  };
}

/** A store that holds the results of one batch. */
export async function storeWith(batchId: string, report: Report, evidence: BatchEvidence) {
  const store = memoryObjectStore();
  await writeJson(store, reportKey(batchId), report);
  await writeJson(store, evidenceKey(batchId), evidence);
  return store;
}
