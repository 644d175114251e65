import type { BatchEvidence, EvidencePointer, TemplateRow } from '#src/evidence/file-evidence.ts';
import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';
import { likenessOf, type TaughtLine } from '#src/knowledge/taught-line.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem, Report } from '#src/report/report.ts';

/** An engineer named a line of which nothing can be known again: a sentence that says which and why. */
export class NotTeachable extends Error {
  override readonly name = 'NotTeachable';
}

const MAX_TEXT_CHARS = 300;

/**
 * Lines in the form in which they are known again, by their ids in the report or by their places (`FILE:OFFSET`). Throws
 * `NotTeachable`.
 */
export function linesOfReport(report: Report, evidence: BatchEvidence, ids: readonly string[]): TaughtLine[] {
  const rows = rowsByPlace(evidence.templates);
  return ids.map((id) =>
    id.includes(':') ? placedLine(evidence.templates, id) : lineOf(report, id, (at) => rows.get(placeKey(at))),
  );
}

function lineOf(report: Report, id: string, rowAt: (at: EvidencePointer) => TemplateRow | undefined): TaughtLine {
  const item = report.evidence.find((each) => each.id === id);
  if (item === undefined) throw new NotTeachable(`The report has no evidence ${id}.`);
  const row = item.quote ? rowAt(item.quote.pointer) : undefined;
  return row && !isOpaque(row) ? textLine(row) : codedLine(item);
}

function textLine(row: TemplateRow): TaughtLine {
  const { ecu, fingerprint, template } = row;
  const text = plainText(template, MAX_TEXT_CHARS);
  return { fingerprint, likeness: likenessOf(row), kind: null, code: null, ecu: ecuClassOf(ecu), text };
}

/** A line that the report does not show, as a search of the batch gives its place. */
function placedLine(templates: readonly TemplateRow[], place: string): TaughtLine {
  const [file, offset] = place.split(':').map(Number);
  const rows = templates.filter(({ occurrences }) =>
    occurrences.some((each) => each.file === file && each.offsets.includes(offset)),
  );
  const [row, other] = rows;
  if (row === undefined || other !== undefined || isOpaque(row)) {
    throw new NotTeachable(
      `At ${place} stands no line that can be known again: it is logged too often, or is no text.`,
    );
  }
  return textLine(row);
}

/** A frame or an undecoded payload: its template says nothing, what was recognised in it does. */
const isOpaque = ({ template }: TemplateRow): boolean => /^<[a-z-]+>(?: id \d+)?$/.test(template);

const UNNAMED = new Set(['line', 'template']);

function codedLine({ code, ecu, id, kind, quote, text }: EvidenceItem): TaughtLine {
  if (quote === null) throw new NotTeachable(`${id} is no line of a log: it says what the logs do not show.`);
  if (UNNAMED.has(kind)) throw new NotTeachable(`${id} is a line that is logged too often to be known again by it.`);
  return { fingerprint: null, likeness: null, kind, code, ecu: ecuClassOf(ecu), text: plainText(text, MAX_TEXT_CHARS) };
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
