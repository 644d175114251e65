import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem, Hypothesis, Report } from '#src/report/report.ts';
import type { Redaction } from '../redact.ts';

export interface PromptSource {
  report: Report;
  templates: readonly TemplateRow[];
  redaction: Redaction;
  /** Quotes stand between `<delimiter>` and `</delimiter>`. */
  delimiter: string;
  maxChars: number;
}

const MAX_TEXT_CHARS = 300;
const MAX_NAME_CHARS = 80;
const MAX_KNOWLEDGE_ROWS = 12;
const MAX_GAPS = 15;
const MAX_TEMPLATES = 25;
const MAX_FACTS = 12;
/** Characters that hide, reorder or join what is around them: a model reads the text without them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const LOUD: readonly string[] = ['fatal', 'error', 'warn'];

/**
 * The batch as a model sees it: one JSON object per line, so that no value can end its line or its string. Quotes are of
 * the cited record only, without its neighbours, and between delimiters that occur nowhere else in the prompt. What does
 * not fit is left out from the end, whole lines at a time, and counted.
 */
export function writePrompt(source: PromptSource): string {
  const clean = cleaner(source);
  const { report, templates } = source;
  const lines = [
    batchLine(report, clean),
    ...report.hypotheses.map((hypothesis) => hypothesisLine(hypothesis, clean)),
    ...byUse(report).map((item) => evidenceLine(item, clean, source.delimiter)),
    ...report.knowledge.matched
      .slice(0, MAX_KNOWLEDGE_ROWS)
      .map(({ id, title, cause }) => ({ knowledge: id, title, cause })),
    ...report.gaps
      .slice(0, MAX_GAPS)
      .map(({ kind, text, file }) => ({ gap: clean(text), kind, file: file && clean(file) })),
    ...loudest(templates).map((row) => templateLine(row, clean)),
  ].map((line) => JSON.stringify(line));
  return frame(lines, source);
}

type Clean = (text: string, maxChars?: number) => string;

/** Visible, without what a model need not know, without the delimiter, and short. */
function cleaner({ redaction, delimiter }: PromptSource): Clean {
  const delimiters = new RegExp(delimiter, 'gi');
  return (text, maxChars = MAX_TEXT_CHARS) => {
    const visible = text
      .replace(/[\t\r\n]+/g, ' ')
      .replace(INVISIBLE, '')
      .toWellFormed();
    return plainText(redaction.hide(visible).replace(delimiters, '·'), maxChars);
  };
}

function frame(lines: readonly string[], { delimiter, maxChars }: PromptSource): string {
  const first = `Quotes of the log stand between <${delimiter}> and </${delimiter}>.`;
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

function batchLine({ batch, finding, verdict, verdictReason, headline, outcome }: Report, clean: Clean) {
  const name = (text: string | null | undefined) => (text ? clean(text, MAX_NAME_CHARS) : null);
  const { observed, agrees } = outcome;
  return {
    batch: { platform: name(batch.platform), from: name(batch.firmware?.from), to: name(batch.firmware?.to) },
    rules: { finding, verdict, reason: clean(verdictReason), headline: clean(headline) },
    outcome: { observed, claimed: name(outcome.claimed), agrees },
  };
}

function hypothesisLine(
  { id, causeCode, title, status, reason, claims, evidence, against, knowledge }: Hypothesis,
  clean: Clean,
) {
  const said = claims.map(({ text }) => clean(text));
  return {
    hypothesis: id,
    status,
    cause: causeCode,
    title: clean(title),
    reason: clean(reason),
    said,
    evidence,
    against,
    knowledge,
  };
}

function evidenceLine(
  { id, kind, text, ecu, app, code, facts, timeUs, count, quote }: EvidenceItem,
  clean: Clean,
  delimiter: string,
) {
  const name = (value: string) => clean(value, MAX_NAME_CHARS);
  return {
    evidence: id,
    kind,
    text: clean(text),
    ecu: name(ecu),
    app: name(app),
    ...(code !== null && { code: name(code) }),
    facts: Object.fromEntries(
      Object.entries(facts)
        .slice(0, MAX_FACTS)
        .map(([key, value]) => [name(key), typeof value === 'string' ? name(value) : value]),
    ),
    time: timeUs === null ? null : new Date(timeUs / 1000).toISOString(),
    count,
    ...(quote && { quote: `<${delimiter}>${clean(quote.text)}</${delimiter}>` }),
  };
}

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

const templateLine = ({ template, level, ecu, app, count }: TemplateRow, clean: Clean) => ({
  template: clean(template),
  level,
  ecu: clean(ecu, MAX_NAME_CHARS),
  app: clean(app, MAX_NAME_CHARS),
  count,
});
