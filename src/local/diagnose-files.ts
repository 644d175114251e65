import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openQuotes, type StoredFiles } from '#src/batch/open-quotes.ts';
import { openRecords } from '#src/batch/open-records.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import type { QuoteReader } from '#src/diagnosis/quote-reader.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { NO_DESCRIPTIONS } from '#src/parsers/databases/descriptions.ts';
import type { Report } from '#src/report/report.ts';
import { borrowFile } from './borrow-file.ts';
import { type CollectOptions, collectFiles } from './collect-files.ts';
import { diagnoseVehicles } from './diagnose-vehicles.ts';
import { fileSource } from './file-source.ts';

interface LocalFile {
  /** Absolute. */
  path: string;
  /** As the report is to name it. */
  name: string;
  sizeBytes: number;
}

/** What is known of the session besides its files, and how it is to be diagnosed. */
export interface LocalSession
  extends Pick<DiagnoseInput, 'context' | 'model' | 'emit' | 'argusVersion' | 'top'>,
    Pick<CollectOptions, 'vocabularies' | 'descriptions'> {
  /** The shipped rows with a user's own; the shipped ones alone when absent. */
  knowledge?: KnowledgeBase;
  /** Logs of vehicles that were well, to compare with. */
  good?: readonly LocalFile[];
  /** Name of the format that all files are of, whatever they look like. */
  as?: string;
}

interface ReadWatch extends Pick<CollectOptions, 'signal' | 'onFile'> {
  /** Told when all files are read and before anything is concluded; what it throws ends the diagnosis. */
  onRead?(): Promise<void>;
}

interface LocalDiagnosis {
  report: Report;
  /** Reads the report's quotes again from the files. */
  quotes: QuoteReader;
}

/** Files of this machine, diagnosed in this process; nothing is kept. */
export async function diagnoseFiles(
  files: readonly LocalFile[],
  session: LocalSession,
  watch: ReadWatch,
): Promise<LocalDiagnosis> {
  const {
    as,
    descriptions = NO_DESCRIPTIONS,
    good: goodFiles,
    knowledge = KNOWLEDGE,
    vocabularies = [],
    ...rest
  } = session;
  const { described, logs, blocks } = await collectLogs(files, { ...watch, vocabularies, descriptions, as });
  const good = goodFiles && (await collectLogs(goodFiles, { ...watch, vocabularies, descriptions, as })).logs;
  await watch.onRead?.();
  const stored: StoredFiles = async (file) => {
    const { path, referenceTimeUs, sizeBytes } = described[file];
    const source = fileSource(path, sizeBytes);
    const open = () => ({
      stream: borrowFile(path),
      source,
      codecs: nodeCodecs,
      referenceTimeUs,
      descriptions,
      ...(as && { as }),
    });
    return { blocks: blocks[file] ?? [], open };
  };
  const quotes = openQuotes(stored);
  const input = {
    ...rest,
    quotes,
    records: openRecords(stored),
    knowledge,
    ...(good && { good: mergeEvidence(good.evidence, good.failed) }),
  };
  return { report: await diagnoseVehicles(logs, input), quotes };
}

type Collecting = Omit<CollectOptions, 'workers'> & { as: string | undefined };

async function collectLogs(files: readonly LocalFile[], { as, ...options }: Collecting) {
  const described = (await describe(files)).map((file) => ({ ...file, ...(as !== undefined && { as }) }));
  const collected = await collectFiles(described, { ...options, workers: availableParallelism() });
  const logs = {
    evidence: collected.flatMap((file) => file.evidence),
    failed: collected.flatMap((file) => file.failed),
  };
  return { described, logs, blocks: collected.map((file) => file.blocks) };
}

/** Logs without a year were written in the year in which the last of them was. */
async function describe(files: readonly LocalFile[]) {
  const written = await Promise.all(files.map(async ({ path }) => (await stat(path)).mtimeMs));
  const referenceTimeUs = Math.round(Math.max(...written) * 1_000);
  return files.map((file, index) => ({ ...file, index, referenceTimeUs }));
}
