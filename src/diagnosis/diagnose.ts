import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { harmlessFor, selectKnowledge } from '#src/knowledge/select-knowledge.ts';
import { counted } from '#src/report/counted.ts';
import type { Report } from '#src/report/report.ts';
import { bringUpsOf } from './bring-up.ts';
import { byScore, findCandidates, isExplaining } from './candidate.ts';
import { collectFindings } from './collect-findings.ts';
import { contrastOf } from './contrast.ts';
import { emitClaims } from './emit-claims.ts';
import { awaitsUse, isBehindTry, observeAttempts } from './episodes.ts';
import { buildPack } from './evidence-pack.ts';
import { seeFault } from './fault-seen.ts';
import type { Finding } from './finding.ts';
import { formHypotheses } from './form-hypotheses.ts';
import { goingDownOf, isRestartAsOrdered } from './going-down.ts';
import type { DiagnoseInput, Investigation } from './investigation.ts';
import { findEpisode, isBeforeGoodTry } from './locality.ts';
import { isHarmless } from './made-good.ts';
import { consultModel } from './model/consult-model.ts';
import { newsOf } from './news.ts';
import { observeOutcome } from './observe-outcome.ts';
import { endOpenTry } from './open-try.ts';
import { ordersOf } from './ordered-stops.ts';
import { deferToKnown, raiseWhatWasToldBefore } from './precedence.ts';
import { prove } from './prove.ts';
import { ruledOutByItself } from './rank-hypotheses.ts';
import { Logs } from './rotated-logs.ts';
import { knowledgeQuery, withTemplateFindings } from './row-findings.ts';
import { findBrokenRuns } from './runs.ts';
import { selectFindings } from './select-findings.ts';
import { findSilences } from './silences.ts';
import { type LogFacts, strikingFirst, upAtOf, wellAtOf } from './striking.ts';
import { errorsToLookAt, linesToLookAt, proposeUnexplained } from './unexplained.ts';
import { writeReport } from './write-report.ts';

/**
 * The rules' report: pure but for the quotes it reads, and the same bytes for the same evidence. It is complete before a
 * language model is asked; nothing that the model adds takes the place of what the rules found.
 */
export async function diagnose(input: DiagnoseInput): Promise<Report> {
  const investigation = await investigate(input);
  const hypotheses = formHypotheses(investigation);
  await emitClaims(hypotheses.list, input.emit);
  const rules = writeReport(investigation, hypotheses);
  return input.model ? consultModel(rules, investigation, input.model) : rules;
}

/** Lines to look at that a report shows where nobody asked for more or fewer. */
const DEFAULT_TOP = 5;

/** Collect, prove, observe, propose: nothing is judged by a record that was not read back. */
async function investigate(input: DiagnoseInput): Promise<Investigation> {
  const { evidence, context, knowledge, quotes } = input;
  const runs = findBrokenRuns(evidence);
  const collected = collectFindings(evidence, runs);
  const read = `${counted(evidence.records, 'record')} of ${counted(evidence.files.length, 'file')}`;
  await emitProgress(input, 'evidence', `${read}: ${counted(collected.length, 'finding')}.`);
  const selection = selectKnowledge(knowledge.rows, knowledgeQuery(collected, evidence, context));
  await emitProgress(
    input,
    'knowledge',
    `${counted(selection.matched.length, 'knowledge row applies', 'knowledge rows apply')}.`,
  );
  const proven = await prove(withTemplateFindings(collected, selection.matched, evidence), quotes);
  await emitProgress(
    input,
    'quotes',
    `${counted(proven.findings.length, 'quote is what its digest says', 'quotes are what their digests say')}, byte for byte.`,
  );
  return propose(input, { runs, selection, proven });
}

function propose(
  input: DiagnoseInput,
  { runs, selection, proven }: Pick<Investigation, 'runs' | 'selection' | 'proven'>,
): Investigation {
  const { proofOf } = proven;
  const { files, templates } = input.evidence;
  const logs = new Logs(files);
  const goingDown = goingDownOf(templates, proven.findings, logs);
  const own = proven.findings.filter((each) => !isRestartAsOrdered(each, goingDown, logs));
  const attempts = observeAttempts(own);
  const findings = own.filter((each) => !isBehindTry(each, attempts));
  const outcome = observeOutcome(findings, attempts, input.context);
  const harmless = harmlessFor(input.knowledge, input.context);
  const baseline = input.good ? null : (input.baseline ?? null);
  const contrast = contrastOf({
    attempts,
    runs,
    good: input.good ?? null,
    baseline,
    findings,
    templates,
    logs,
    harmless,
  });
  const seen = { findings, outcome, contrast };
  const textOf = (finding: Finding): string => proofOf.get(finding)?.quote.text ?? '';
  const episode = findEpisode(attempts, outcome, {
    files,
    findings,
    logs,
    textOf,
  });
  const known = findCandidates(selection.matched, findings, { ...seen, episode });
  const explaining = known.filter(isExplaining);
  const unexplained = proposeUnexplained({
    ...seen,
    episode,
    explained: new Set(explaining.flatMap(({ support }) => support)),
    named: new Set(known.flatMap(({ core }) => core)),
    silences: findSilences(input.evidence),
    news: newsOf(templates, logs),
    fresh: new Set(runs.flatMap((run) => run.fresh)),
  });
  deferToKnown(
    unexplained,
    known.filter(({ core }) => !episode || !core.every((each) => isBeforeGoodTry(each, episode))),
  );
  raiseWhatWasToldBefore(unexplained, known, findings);
  const candidates = [...known, ...unexplained].sort(byScore);
  const isTaught = known.some(({ rows }) => rows.some(({ match }) => match.lines !== undefined));
  const open = findings.filter((each) => contrast.harmlessSince(each) === undefined);
  const isUpdateOpen = outcome.start !== null && outcome.observed === 'unknown' && !awaitsUse(attempts);
  const size = sizeOf(input.evidence, { findings, goingDown, logs, isUpdateOpen });
  const ended = endOpenTry({ outcome, attempts }, { candidates, size, templates });
  const after = { attempts: ended.attempts, findings, templates, logs, textOf };
  const standing = unexplained.filter(
    (each) => ruledOutByItself(each, ended.outcome, contrast) === undefined && !isHarmless(each.core[0], after),
  );
  const finding = seeFault(open, { ...ended, unexplained: standing, size, after, isTaught });
  const top = input.top ?? DEFAULT_TOP;
  const telling = linesToLookAt(unexplained, ended.outcome, top);
  const isSilent = telling.length === 0 && finding === 'unknown';
  const lookAt = isSilent ? errorsToLookAt(findings, contrast, top) : telling;
  const isUndecided = ended.outcome.observed === 'unknown' || ended.outcome.observed === 'not-attempted';
  const ordered = isUndecided ? strikingFirst(candidates, { standing, size }) : candidates;
  const shown = finding === 'fault' ? ordered : [];
  const selected = selectFindings(findings, { candidates: shown, lookAt, outcome: ended.outcome });
  const pack = buildPack(selected, outcome.negatives, { evidence: input.evidence, proofOf });
  return {
    input,
    runs,
    findings,
    proven,
    ...ended,
    contrast,
    selection,
    candidates: shown,
    lookAt,
    pack,
    finding,
  };
}

const sizeOf = (
  { records, templates }: BatchEvidence,
  {
    findings,
    goingDown,
    logs,
    isUpdateOpen,
  }: Pick<LogFacts, 'goingDown' | 'isUpdateOpen' | 'logs'> & { findings: readonly Finding[] },
): LogFacts => ({
  records,
  isUpdateOpen,
  wellAt: wellAtOf(templates, findings, logs),
  news: newsOf(templates, logs),
  upAt: upAtOf(templates, logs),
  bringUps: bringUpsOf(templates, logs),
  orders: ordersOf(templates, logs),
  goingDown,
  failing: templates.reduce((sum, { count, failure }) => sum + (failure === null ? 0 : count), 0),
  logs,
});

async function emitProgress(
  { emit }: DiagnoseInput,
  step: 'evidence' | 'knowledge' | 'quotes',
  text: string,
): Promise<void> {
  await emit?.({ type: 'progress', data: { step, text } });
}
