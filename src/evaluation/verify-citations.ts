import { pointerKey, type QuoteReader } from '#src/diagnosis/quote-reader.ts';
import type { Report } from '#src/report/report.ts';

export interface Citations {
  /** Quotes in the report, and how many of them are the same bytes and the same text when read again. */
  quotes: number;
  valid: number;
  /** Evidence ids that something in the report names and the report does not have. */
  dangling: number;
}

/** Reads every quote of a report again. */
export async function verifyCitations(report: Report, reader: QuoteReader): Promise<Citations> {
  const quotes = report.evidence.flatMap(({ quote }) => (quote === null ? [] : [quote]));
  const again = await reader.read(quotes.map(({ pointer }) => pointer));
  const valid = quotes.filter(({ pointer, text, verified }) => {
    const now = again.get(pointerKey(pointer));
    return verified && now?.verified === true && now.text === text;
  });
  const known = new Set(report.evidence.map(({ id }) => id));
  const dangling = citedIds(report).filter((id) => !known.has(id)).length;
  return { quotes: quotes.length, valid: valid.length, dangling };
}

const citedIds = ({ hypotheses, outcome, timeline }: Report): string[] => [
  ...hypotheses.flatMap(({ evidence, against, claims }) => [
    ...evidence,
    ...against,
    ...claims.flatMap((claim) => claim.evidence),
  ]),
  ...outcome.evidence,
  ...timeline.flatMap(({ evidence }) => evidence),
];
