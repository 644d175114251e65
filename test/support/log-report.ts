import { openQuotes } from '#src/batch/open-quotes.ts';
import { openRecords } from '#src/batch/open-records.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { type LineReader, SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { Report } from '#src/report/report.ts';
import { aContext } from './evidence-builder.ts';

const REFERENCE_US = Date.UTC(2026, 4, 13) * 1000;

const bytesOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function evidenceOf(logs: readonly Log[], reader = SHIPPED_READER): Promise<BatchEvidence> {
  const collected = await Promise.all(
    logs.map(({ name, bytes }, index) =>
      collectFile({
        stream: streamOf(bytes),
        codecs: nodeCodecs,
        file: { index, name, sizeBytes: bytes.length },
        sha256: () => '0'.repeat(64),
        referenceTimeUs: REFERENCE_US,
        reader,
      }),
    ),
  );
  return mergeEvidence(
    collected.flatMap(({ evidence }) => evidence),
    collected.flatMap(({ failed }) => failed),
  );
}

interface Log {
  name: string;
  bytes: Uint8Array;
}

interface LogOptions extends Pick<DiagnoseInput, 'model' | 'emit' | 'top'>, Partial<Pick<DiagnoseInput, 'knowledge'>> {
  good?: readonly string[];
  /** With vocabularies of one's own. */
  reader?: LineReader;
}

/** One text log, through the real parsers, evidence and quotes. */
export const logInput = (lines: readonly string[], options: LogOptions = {}): Promise<DiagnoseInput> =>
  logsInput({ 'ecu.log': lines }, options);

/** Several logs by their names, through the real parsers, evidence and quotes. */
export async function logsInput(
  files: Readonly<Record<string, readonly string[]>>,
  { good, reader, ...rest }: LogOptions,
): Promise<DiagnoseInput> {
  const logs = Object.entries(files).map(([name, lines]) => ({ name, bytes: bytesOf(lines) }));
  const stored = async (index: number) => ({
    open: () => ({ stream: streamOf(logs[index].bytes), codecs: nodeCodecs, referenceTimeUs: REFERENCE_US }),
  });
  return {
    evidence: await evidenceOf(logs, reader),
    context: aContext({ firmware: null }),
    argusVersion: '0.1.0',
    quotes: openQuotes(stored),
    records: openRecords(stored),
    knowledge: KNOWLEDGE,
    ...(good && { good: await evidenceOf([{ name: 'ecu.log', bytes: bytesOf(good) }]) }),
    ...rest,
  };
}

export const logReport = async (lines: readonly string[], options: LogOptions = {}): Promise<Report> =>
  diagnose(await logInput(lines, options));

export const logsReport = async (files: Readonly<Record<string, readonly string[]>>): Promise<Report> =>
  diagnose(await logsInput(files, {}));
