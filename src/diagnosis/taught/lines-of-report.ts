import type { BatchEvidence, EvidencePointer, TemplateRow } from '#src/evidence/file-evidence.ts';
import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';
import type { TaughtLine } from '#src/knowledge/taught-line.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem, Report } from '#src/report/report.ts';

/** An engineer named a line of which nothing can be known again: a sentence that says which and why. */
export class NotTeachable extends Error {
  override readonly name = 'NotTeachable';
}

const MAX_TEXT_CHARS = 300;

/** The lines of a report with these ids, in the form in which they are known again. Throws `NotTeachable`. */
export function linesOfReport(report: Report, evidence: BatchEvidence, ids: readonly string[]): TaughtLine[] {
  const rows = rowsByPlace(evidence.templates);
  return ids.map((id) => lineOf(report, id, (pointer) => rows.get(placeKey(pointer))));
}

function lineOf(report: Report, id: string, rowAt: (at: EvidencePointer) => TemplateRow | undefined): TaughtLine {
  const item = report.evidence.find((each) => each.id === id);
  if (item === undefined) throw new NotTeachable(`The report has no evidence ${id}.`);
  const row = item.quote ? rowAt(item.quote.pointer) : undefined;
  if (row && !isOpaque(row)) {
    const text = plainText(row.template, MAX_TEXT_CHARS);
    return { fingerprint: row.fingerprint, kind: null, code: null, ecu: ecuClassOf(row.ecu), text };
  }
  return codedLine(item);
}

/** A frame or an undecoded payload: its template says nothing, what was recognised in it does. */
const isOpaque = ({ template }: TemplateRow): boolean => /^<[a-z-]+>(?: id \d+)?$/.test(template);

const UNNAMED = new Set(['line', 'template']);

function codedLine({ code, ecu, id, kind, quote, text }: EvidenceItem): TaughtLine {
  if (quote === null) throw new NotTeachable(`${id} is no line of a log: it says what the logs do not show.`);
  if (UNNAMED.has(kind)) throw new NotTeachable(`${id} is a line that is logged too often to be known again by it.`);
  return { fingerprint: null, kind, code, ecu: ecuClassOf(ecu), text: plainText(text, MAX_TEXT_CHARS) };
}

const placeKey = ({ file, member, offset }: Pick<EvidencePointer, 'file' | 'member' | 'offset'>): string =>
  `${file}:${offset}:${member ?? ''}`;

function rowsByPlace(templates: readonly TemplateRow[]): Map<string, TemplateRow> {
  const rows = new Map<string, TemplateRow>();
  for (const row of templates) {
    for (const at of [row.first, ...(row.failure ? [row.failure.at] : [])]) rows.set(placeKey(at), row);
    for (const { file, member, offsets } of row.occurrences)
      for (const offset of offsets) rows.set(placeKey({ file, member, offset }), row);
  }
  return rows;
}
