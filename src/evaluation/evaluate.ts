import type { QuoteReader } from '#src/diagnosis/quote-reader.ts';
import type { Report } from '#src/report/report.ts';
import type { EvaluationCase, Judgements } from './case.ts';
import { type CaseScore, scoreReport } from './score-report.ts';
import { verifyCitations } from './verify-citations.ts';

export interface Diagnosed {
  report: Report;
  /** Reads the report's quotes again. */
  quotes: QuoteReader;
}

interface EvaluateInput {
  cases: readonly EvaluationCase[];
  judgements: Judgements;
  diagnose(asked: EvaluationCase): Promise<Diagnosed>;
  /** Told of each case as it is scored. */
  onScore?(score: CaseScore): void;
}

/** One case after the other, so that memory holds one. */
export async function evaluate({ cases, judgements, diagnose, onScore }: EvaluateInput): Promise<CaseScore[]> {
  const scores: CaseScore[] = [];
  for (const asked of cases) {
    const { report, quotes } = await diagnose(asked);
    const citations = await verifyCitations(report, quotes);
    const score = scoreReport(asked, { report, citations, judgement: judgements[asked.id] });
    scores.push(score);
    onScore?.(score);
  }
  return scores;
}
