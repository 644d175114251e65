import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem, Hypothesis, Report } from '#src/report/report.ts';
import type { Redaction } from '../redact.ts';

export interface PromptSource {
  report: Report;
  templates: readonly TemplateRow[];
  redaction: Redaction;
  /** What a vehicle wrote stands between `<delimiter>` and `</delimiter>`. */
  delimiter: string;
  maxChars: number;
}

const MAX_TEXT_CHARS = 300;
const MAX_NAME_CHARS = 80;
const MAX_KNOWLEDGE_ROWS = 12;
const MAX_GAPS = 15;
const MAX_TEMPLATES = 25;
const MAX_FACTS = 12;
const MAX_FILES = 30;
/** Characters that hide, reorder or join what is around them: a model reads the text without them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const LOUD: readonly string[] = ['fatal', 'error', 'warn'];

/**
 * The batch as a model sees it: one JSON object per line, so that no value can end its line or its string. Whatever a
 * vehicle had a hand in (names, versions, masked lines, sentences made of them) stands between delimiters that occur
 * nowhere else in the prompt; bare are only Argus' own ids, words and knowledge. A quote is of the cited record alone,
 * without its neighbours. What does not fit is left out from the end, whole lines at a time, and counted.
 */
export function writePrompt(source: PromptSource): string {
  const fenced = fence(source);
  const { report, templates } = source;
  const lines = [
    batchLine(report, fenced),
    ...report.hypotheses.map((hypothesis) => hypothesisLine(hypothesis, fenced)),
    ...byUse(report).map((item) => evidenceLine(item, fenced)),
    ...report.knowledge.matched
      .slice(0, MAX_KNOWLEDGE_ROWS)
      .map(({ id, title, cause }) => ({ knowledge: id, title, cause })),
    ...report.gaps.slice(0, MAX_GAPS).map(({ kind, text, file }) => ({ gap: kind, ...fenced({ text, file }) })),
    ...fileLines(report, fenced),
    ...loudest(templates).map((row) => templateLine(row, fenced)),
  ].map((line) => JSON.stringify(line));
  return frame(lines, source);
}

type Value = string | null | undefined;
/** The values that say something, each between delimiters. */
export type Fenced = (values: Record<string, Value>, maxChars?: number) => Record<string, string>;

/** Visible, without what a model need not know, without the delimiter, short, and marked as the vehicle's. */
export function fence({ redaction, delimiter }: Pick<PromptSource, 'redaction' | 'delimiter'>): Fenced {
  const delimiters = new RegExp(delimiter, 'gi');
  const clean = (text: string, maxChars: number): string => {
    const visible = text
      .replace(/[\t\r\n]+/g, ' ')
      .replace(INVISIBLE, '')
      .toWellFormed();
    return plainText(redaction.hide(visible).replace(delimiters, '·'), maxChars);
  };
  return (values, maxChars = MAX_TEXT_CHARS) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, text]) =>
        text ? [[name, `<${delimiter}>${clean(text, maxChars)}</${delimiter}>`]] : [],
      ),
    );
}

function frame(lines: readonly string[], { delimiter, maxChars }: PromptSource): string {
  const first = `What came from the vehicle stands between <${delimiter}> and </${delimiter}>.`;
  const kept: string[] = [];
  let room = maxChars - first.length - 100;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const omitted = lines.length - kept.length;
  return [first, ...kept, ...(omitted > 0 ? [`{"omittedLines":${omitted}}`] : []), 'Write your lines now.'].join('\n');
}

function batchLine({ batch, finding, verdict, verdictReason, headline, outcome }: Report, fenced: Fenced) {
  const { observed, claimed, agrees, evidence } = outcome;
  const { platform, firmware } = batch;
  return {
    batch: fenced({ platform, from: firmware?.from, to: firmware?.to }, MAX_NAME_CHARS),
    rules: { finding, verdict, ...fenced({ reason: verdictReason, headline }) },
    outcome: { observed, ...fenced({ claimed }, MAX_NAME_CHARS), agrees, evidence },
  };
}

function hypothesisLine(
  { id, causeCode, title, status, reason, claims, evidence, against, knowledge }: Hypothesis,
  fenced: Fenced,
) {
  const said = claims.flatMap(({ text }) => Object.values(fenced({ text })));
  return { hypothesis: id, status, cause: causeCode, ...fenced({ title, reason }), said, evidence, against, knowledge };
}

function evidenceLine({ id, kind, text, ecu, app, code, facts, timeUs, count, quote }: EvidenceItem, fenced: Fenced) {
  const shown = Object.entries(facts).slice(0, MAX_FACTS);
  return {
    evidence: id,
    kind,
    ...fenced({ text, quote: quote?.text }),
    ...fenced({ ecu, app, code }, MAX_NAME_CHARS),
    ...fenced({ facts: shown.map(([key, value]) => `${key}=${value}`).join(', ') }),
    time: timeUs === null ? null : new Date(timeUs / 1000).toISOString(),
    count,
  };
}

const fileLines = ({ files }: Report, fenced: Fenced) =>
  files
    .slice(0, MAX_FILES)
    .map(({ index, format, member, name, records }) => ({ file: index, ...fenced({ name, member }), format, records }));

/** What a hypothesis rests on first: it is the last to be left out. */
function byUse({ evidence, hypotheses }: Report): EvidenceItem[] {
  const cited = new Set(hypotheses.flatMap((hypothesis) => [...hypothesis.evidence, ...hypothesis.against]));
  return [...evidence.filter(({ id }) => cited.has(id)), ...evidence.filter(({ id }) => !cited.has(id))];
}

/** Rare and severe lines tell most: a line that comes all the time is how the vehicle is. */
function loudest(templates: readonly TemplateRow[]): TemplateRow[] {
  return templates
    .filter(({ level }) => LOUD.includes(level))
    .toSorted(
      (a, b) =>
        LOUD.indexOf(a.level) - LOUD.indexOf(b.level) || a.count - b.count || (a.fingerprint < b.fingerprint ? -1 : 1),
    )
    .slice(0, MAX_TEMPLATES);
}

const templateLine = ({ fingerprint, template, level, ecu, app, count }: TemplateRow, fenced: Fenced) => ({
  id: fingerprint,
  ...fenced({ template }),
  ...fenced({ ecu, app }, MAX_NAME_CHARS),
  level,
  count,
});
