import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { type KnowledgeSelection, selectKnowledge } from '#src/knowledge/select-knowledge.ts';
import type { BatchContext, Claim, Report } from '#src/report/report.ts';
import { findCandidates } from './candidate.ts';
import { collectFindings } from './collect-findings.ts';
import { buildPack, type EvidencePack } from './evidence-pack.ts';
import { seeFault } from './fault-seen.ts';
import type { Finding } from './finding.ts';
import { formHypotheses, groundOf } from './form-hypotheses.ts';
import { consultModel } from './model/consult-model.ts';
import type { ModelAccess } from './model/model-access.ts';
import { type ObservedOutcome, observeOutcome } from './observe-outcome.ts';
import type { QuoteReader } from './quote-reader.ts';
import { knowledgeQuery, withTemplateFindings } from './row-findings.ts';
import { selectFindings } from './select-findings.ts';
import { tellClaims } from './tell-claims.ts';
import { writeReport } from './write-report.ts';

export type DiagnosisEvent =
  | { type: 'progress'; data: { step: 'evidence' | 'knowledge' | 'quotes' | 'hypotheses' | 'model'; text: string } }
  /** `attempt` counts the calls to a language model; absent on claims of the rules. */
  | { type: 'claim'; data: { hypothesis: string; causeCode: string; title: string; claim: Claim; attempt?: number } }
  /** Everything told so far is taken back; what still holds is told again. */
  | { type: 'reset'; data: null };

export interface DiagnoseInput {
  evidence: BatchEvidence;
  context: BatchContext;
  argusVersion: string;
  quotes: QuoteReader;
  knowledge: KnowledgeBase;
  /** Adds wording to the rules' report, where there is one. */
  model?: ModelAccess;
  /** Told of each step and of each claim once it has passed the gate. */
  emit?: (event: DiagnosisEvent) => void | Promise<void>;
}

/** All that is known before the report is written; later stages add wording to it, never facts. */
export interface Investigation {
  input: DiagnoseInput;
  findings: Finding[];
  outcome: ObservedOutcome;
  selection: KnowledgeSelection;
  pack: EvidencePack;
  finding: Report['finding'];
}

/**
 * The rules' report: pure but for the quotes it reads, and the same bytes for the same evidence. It is complete before a
 * language model is asked, which can word it and lower its verdict, and no more.
 */
export async function diagnose(input: DiagnoseInput): Promise<Report> {
  const investigation = await investigate(input);
  const hypotheses = formHypotheses(investigation);
  await tellClaims(hypotheses.list, input.emit);
  const rules = writeReport(investigation, hypotheses);
  const { emit, evidence, model: access } = input;
  if (access === undefined) return rules;
  return consultModel(rules, { access, ground: groundOf(investigation), templates: evidence.templates, emit });
}

async function investigate(input: DiagnoseInput): Promise<Investigation> {
  const { evidence, context, knowledge, quotes } = input;
  const collected = collectFindings(evidence);
  const outcome = observeOutcome(collected, context);
  await tell(
    input,
    'evidence',
    `${evidence.records} records of ${evidence.files.length} files show ${collected.length} findings.`,
  );
  const selection = selectKnowledge(knowledge.rows, knowledgeQuery(collected, evidence, context));
  const findings = withTemplateFindings(collected, selection.matched, evidence);
  await tell(input, 'knowledge', `${selection.matched.length} knowledge rows apply.`);
  const finding = seeFault(findings, outcome, evidence);
  const candidates = finding === 'fault' ? findCandidates(selection.matched, findings, outcome) : [];
  const selected = selectFindings(findings, candidates, outcome);
  const pack = await buildPack(selected, outcome.negatives, { evidence, quotes });
  await tell(input, 'quotes', `${pack.idOf.size} quotes were read back byte for byte.`);
  return {
    input,
    findings: findings.filter((finding) => !pack.unproven.includes(finding)),
    outcome,
    selection,
    pack,
    finding,
  };
}

async function tell({ emit }: DiagnoseInput, step: 'evidence' | 'knowledge' | 'quotes', text: string): Promise<void> {
  await emit?.({ type: 'progress', data: { step, text } });
}
