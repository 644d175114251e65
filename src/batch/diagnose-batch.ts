import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { signsOf } from '#src/diagnosis/similar/signs-of.ts';
import { withLessons } from '#src/diagnosis/taught/with-lessons.ts';
import { type BatchEvidence, isDocument } from '#src/evidence/file-evidence.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import type { BatchContext, Report } from '#src/report/report.ts';
import { rememberGood, settleBaseline } from './baselines.ts';
import type { Batch } from './batch.ts';
import type { CaseIndex } from './case-index.ts';
import { enterState } from './enter-state.ts';
import { openEventLog } from './event-log.ts';
import { evidenceKey, reportKey } from './keys.ts';
import type { LessonStore } from './lesson-store.ts';
import { openQuotes } from './open-quotes.ts';
import { openRecords } from './open-records.ts';
import type { BatchPorts } from './ports.ts';
import { enterStage } from './reopen-batch.ts';
import { findSimilar, rememberCase } from './similar-batches.ts';
import type { StageInput } from './stage-input.ts';
import { isEnd } from './states.ts';
import { storedFiles } from './stored-files.ts';
import { findJson, readJson, writeJson } from './stored-json.ts';
import { storedQuotes } from './stored-quotes.ts';

interface DiagnoseContext extends Pick<BatchPorts, 'table' | 'store' | 'clock'> {
  /** `diagnose` of `src/diagnosis`. */
  diagnose: (input: DiagnoseInput) => Promise<Report>;
  codecs: Codecs;
  knowledge: DiagnoseInput['knowledge'];
  /** What engineers taught; absent where nothing is kept. */
  lessons?: LessonStore;
  /** Earlier batches by what they show; absent where nothing is kept. */
  cases?: CaseIndex;
  /** None: the rules' report only. */
  model?: ModelAccess | null;
  argusVersion: string;
}

/**
 * Writes the report of a batch while its viewers watch, and ends the batch. A report that is there is kept: whoever
 * repeats this step after a crash tells the rest of the story without diagnosing again.
 */
export async function diagnoseBatch(context: DiagnoseContext, input: StageInput) {
  const { batchId } = input;
  const batch = await enterStage(context, input, { to: 'diagnosing' });
  if (isEnd(batch.state)) return { state: batch.state, failed: 0 };
  const evidence = await readJson<BatchEvidence>(context.store, evidenceKey(batchId));
  const report =
    (await findJson<Report>(context.store, reportKey(batchId))) ?? (await writeReport(context, batch, evidence));
  await rememberGood(context.store, batch, { evidence, report });
  if (context.cases) await rememberCase({ cases: context.cases, store: context.store }, { batchId, evidence, report });
  const { finding, verdict, headline } = report;
  await openEventLog(context.table, batch).append({ type: 'report', data: { finding, verdict, headline } });
  const message = partialMessage(batch, evidence);
  const to = message === undefined ? 'completed' : 'partial';
  const cause = report.hypotheses.find(({ status }) => status === 'leading')?.causeCode;
  const conclusion = { verdict, headline, ...(cause !== undefined && { cause }) };
  const { state } = await enterState(context, batchId, {
    to,
    ...conclusion,
    ...(message !== undefined && { message }),
  });
  return { state, failed: evidence.failed.length, ...modelEffort(report) };
}

async function writeReport(context: DiagnoseContext, batch: Batch, evidence: BatchEvidence): Promise<Report> {
  const log = openEventLog(context.table, batch);
  await log.reset();
  const good = batch.compareTo ? await findJson<BatchEvidence>(context.store, evidenceKey(batch.compareTo)) : undefined;
  const baseline = good ? undefined : await settleBaseline(context.store, batch);
  const files = storedFiles(context, batch);
  const { cases, lessons } = context;
  const similar =
    context.model && cases && lessons
      ? await findSimilar({ cases, lessons }, { batchId: batch.batchId, signs: signsOf(evidence) })
      : undefined;
  const report = await context.diagnose({
    evidence,
    context: contextOf(batch),
    argusVersion: context.argusVersion,
    quotes: storedQuotes(context.store, batch.batchId, openQuotes(files)),
    records: openRecords(files),
    knowledge: withLessons(context.knowledge, (await lessons?.list()) ?? []),
    ...(good && { good }),
    ...(similar && { similar }),
    ...(baseline && { baseline }),
    ...(context.model && { model: context.model }),
    emit: (event) => (event.type === 'reset' ? log.reset() : log.append(event)),
  });
  await writeJson(context.store, reportKey(batch.batchId), report);
  return report;
}

/** What the model took, where one answered: milliseconds to its first token, US dollars. */
const modelEffort = ({ model }: Report): { firstTokenMs?: number; modelUsd?: number } => ({
  ...(typeof model?.firstTokenMs === 'number' && { firstTokenMs: model.firstTokenMs }),
  ...(typeof model?.priceUsd === 'number' && { modelUsd: model.priceUsd }),
});

const contextOf = (batch: Batch): BatchContext => ({
  batchId: batch.batchId,
  vehicleId: batch.vehicleId,
  platform: batch.platform,
  firmware: batch.firmware,
  otaCampaignId: batch.otaCampaignId,
  claimedOutcome: batch.claimedOutcome,
});

/** Undefined when every file was read whole. */
function partialMessage({ fileCount }: Batch, { failed }: BatchEvidence): string | undefined {
  const files = new Set(failed.filter((file) => !isDocument(file)).map(({ index }) => index)).size;
  if (files === 0) return undefined;
  return `${files} of ${fileCount} ${fileCount === 1 ? 'file' : 'files'} could not be read in full; the report names them and why.`;
}
