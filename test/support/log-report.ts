import { openQuotes } from '#src/batch/open-quotes.ts';
import { openRecords } from '#src/batch/open-records.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { Report } from '#src/report/report.ts';
import { aContext } from './evidence-builder.ts';

const REFERENCE_US = Date.UTC(2026, 4, 13) * 1000;

const bytesOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function evidenceOf(bytes: Uint8Array): Promise<BatchEvidence> {
  const file = { index: 0, name: 'ecu.log', sizeBytes: bytes.length };
  const read = { stream: streamOf(bytes), codecs: nodeCodecs, file, sha256: () => '0'.repeat(64) };
  const { evidence, failed } = await collectFile({ ...read, referenceTimeUs: REFERENCE_US });
  return mergeEvidence(evidence, failed);
}

interface LogOptions extends Pick<DiagnoseInput, 'model' | 'emit' | 'top'> {
  good?: readonly string[];
}

/** One text log, through the real parsers, evidence and quotes. */
export async function logInput(lines: readonly string[], { good, ...rest }: LogOptions = {}): Promise<DiagnoseInput> {
  const bytes = bytesOf(lines);
  const files = async () => ({
    open: () => ({ stream: streamOf(bytes), codecs: nodeCodecs, referenceTimeUs: REFERENCE_US }),
  });
  return {
    evidence: await evidenceOf(bytes),
    context: aContext({ firmware: null }),
    argusVersion: '0.1.0',
    quotes: openQuotes(files),
    records: openRecords(files),
    knowledge: KNOWLEDGE,
    ...(good && { good: await evidenceOf(bytesOf(good)) }),
    ...rest,
  };
}

export const logReport = async (lines: readonly string[], options: LogOptions = {}): Promise<Report> =>
  diagnose(await logInput(lines, options));
