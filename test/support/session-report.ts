import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { BatchContext, Report } from '#src/report/report.ts';
import { aContext, type SessionBuilder } from './evidence-builder.ts';

interface Circumstances extends Pick<DiagnoseInput, 'emit'> {
  context?: Partial<BatchContext>;
  knowledge?: DiagnoseInput['knowledge'];
  /** Says which quotes no longer match their digest. */
  isTampered?: (text: string) => boolean;
}

/** All that the diagnosis of a session takes, without a language model. */
export const sessionInput = (
  session: SessionBuilder,
  { context, emit, isTampered, knowledge = KNOWLEDGE }: Circumstances = {},
): DiagnoseInput => ({
  evidence: session.build(),
  context: aContext(context),
  argusVersion: '0.1.0',
  quotes: session.quotes(isTampered),
  knowledge,
  ...(emit && { emit }),
});

export const reportOn = (session: SessionBuilder, circumstances: Circumstances = {}): Promise<Report> =>
  diagnose(sessionInput(session, circumstances));

export const leadingCause = ({ hypotheses: [first] }: Report): string | undefined =>
  first?.status === 'leading' ? first.causeCode : undefined;
