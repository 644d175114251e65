import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import type { KnowledgeSelection } from '#src/knowledge/select-knowledge.ts';
import type { BatchContext, Claim, Report, SimilarCase } from '#src/report/report.ts';
import type { Baseline } from './baseline/baseline.ts';
import type { Candidate } from './candidate.ts';
import type { Contrast } from './contrast.ts';
import type { Attempt } from './episodes.ts';
import type { EvidencePack } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import type { ModelAccess } from './model/model-access.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import type { Proven } from './prove.ts';
import type { QuoteReader } from './quote-reader.ts';
import type { RecordReader } from './record-reader.ts';
import type { BrokenRun } from './runs.ts';

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
  /** Where a language model may look up records. */
  records?: RecordReader;
  knowledge: KnowledgeBase;
  /** Logs of vehicles that were well, by the user's word: what also stands in them explains nothing. */
  good?: BatchEvidence;
  /** Batches of this platform and firmware that went well; where `good` is given, that counts alone. */
  baseline?: Baseline;
  /** Batches that are like this one, for a language model to look at; a report is shown them when it is read. */
  similar?: readonly SimilarCase[];
  /** Lines to look at that the report shows; 5 where it is not given. */
  top?: number;
  /** Adds to the rules' report: wording, and where the rules are not sure, causes of its own. */
  model?: ModelAccess;
  /** Told of each step and of each claim once it has passed the gate. */
  emit?: (event: DiagnosisEvent) => void | Promise<void>;
}

/** All that is known before the report is written; later stages add wording to it, never facts. */
export interface Investigation {
  input: DiagnoseInput;
  /** Read back byte for byte, in order of time. */
  findings: Finding[];
  proven: Proven;
  /** What a writer did again and again, and that broke off. */
  runs: BrokenRun[];
  attempts: Attempt[];
  contrast: Contrast;
  outcome: ObservedOutcome;
  selection: KnowledgeSelection;
  /** Of every proposer, the best first. */
  candidates: Candidate[];
  /** Lines that no rule knows and whose words tell most of a failure. */
  lookAt: Finding[];
  pack: EvidencePack;
  finding: Report['finding'];
}
