import { isFailure, readFailure } from '#src/evidence/failure-language/read-failure.ts';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem } from '#src/report/report.ts';
import { type Finding, inLog, streamFacts, writerName, writerOf } from '../finding.ts';
import { basisOf } from '../form-hypotheses.ts';
import type { ClaimBasis } from '../gate.ts';
import type { Investigation } from '../investigation.ts';
import { isClearlyAfter, placeOf, streamKey, usableTime } from '../place.ts';
import type { FoundRecord } from '../record-reader.ts';

/** A record that was looked up and can be cited: `finding` is what the rules know of it, or what its words say. */
export interface CitableLine {
  id: string;
  record: FoundRecord;
  finding: Finding;
}

const MAX_QUOTE_CHARS = 2_000;
const MAX_NEIGHBOURS = 6;

/**
 * The evidence of the rules and, under ids of their own, records that were looked up. An id stands for a pointer with the
 * digest of its bytes; nothing that was looked up counts before `prove` has read these bytes again.
 */
export class CitableBasis implements ClaimBasis {
  readonly evidence: Map<string, EvidenceItem>;
  readonly knowledge: ReadonlySet<string>;
  readonly shows: ClaimBasis['shows'];
  readonly #investigation: Investigation;
  readonly #streamOf: ReturnType<typeof streamFacts>;
  readonly #files: ReadonlyMap<string, { name: string; sha256: string }>;
  readonly #findings: ReadonlyMap<string, Finding>;
  readonly #rows: ReadonlyMap<string, TemplateRow>;
  readonly #lines = new Map<string, CitableLine>();
  readonly #idOf = new Map<string, string>();

  constructor(investigation: Investigation) {
    const { evidence, knowledge, shows } = basisOf(investigation);
    this.evidence = new Map(evidence);
    this.knowledge = knowledge;
    this.shows = shows;
    this.#investigation = investigation;
    this.#streamOf = streamFacts(investigation.input.evidence);
    this.#files = filesByStream(investigation);
    this.#findings = findingsByPlace(investigation);
    this.#rows = rowsByPlace(investigation.input.evidence.templates);
    for (const { id, quote } of investigation.pack.items) if (quote) this.#idOf.set(pointerKey(quote.pointer), id);
  }

  get lines(): number {
    return this.#lines.size;
  }

  /** What the rules found there, or what was looked up. */
  findingOf(id: string): Finding | undefined {
    return this.#investigation.pack.findingOf.get(id) ?? this.#lines.get(id)?.finding;
  }

  isClearlyAfter(earlierId: string, laterId: string): boolean {
    const [a, b] = [this.findingOf(earlierId), this.findingOf(laterId)];
    return a !== undefined && b !== undefined && isClearlyAfter(a.place, b.place);
  }

  /** Makes a record citable; the same record has the same id, and one of the rules' evidence has theirs. */
  add(found: FoundRecord): CitableLine {
    const { sha256 = '' } = this.#files.get(streamKey(found.pointer)) ?? {};
    const record = { ...found, pointer: { ...found.pointer, sha256 } };
    const key = pointerKey(record.pointer);
    const id = this.#idOf.get(key) ?? `E${this.evidence.size + 1}`;
    const known = this.#lines.get(id);
    if (known) return known;
    const line = { id, record, finding: this.#findings.get(key) ?? this.#read(record) };
    this.#idOf.set(key, id);
    this.#lines.set(id, line);
    if (!this.evidence.has(id)) this.evidence.set(id, this.#itemOf(line));
    return line;
  }

  lineOf(id: string): CitableLine | undefined {
    return this.#lines.get(id);
  }

  /** Reads the bytes of these lines again; what is not as it was stays unverified, and the gate refuses it. */
  async prove(ids: readonly string[]): Promise<void> {
    const open = ids.flatMap((id) => {
      const item = this.evidence.get(id);
      return item?.quote && !item.quote.verified ? [item.quote] : [];
    });
    if (open.length === 0) return;
    const read = await this.#investigation.input.quotes.read(open.map(({ pointer }) => pointer));
    for (const quote of open) {
      const again = read.get(pointerKey(quote.pointer));
      if (!again?.verified) continue;
      const [before, after] = [again.before.slice(-MAX_NEIGHBOURS), again.after.slice(0, MAX_NEIGHBOURS)];
      Object.assign(quote, { text: cut(again.text), before, after, verified: true });
    }
  }

  /** What the rules never saw: told by its words and its template alone. */
  #read({ app, ecu, level, pointer, text, timeUs }: FoundRecord): Finding {
    const { fileName, format, isClockShared, part } = this.#streamOf(pointer);
    const row = this.#rows.get(placeKey(pointer)) ?? null;
    const reading = readFailure(text, level);
    const failure = isFailure(reading) ? reading : null;
    return {
      ...writerOf({ ecu, app }),
      fileName,
      key: `line|${pointerKey(pointer)}`,
      category: 'line',
      name: 'line',
      vocabulary: null,
      code: null,
      role: failure === null ? 'fact' : failure.role === 'wrapper' ? 'consequence' : 'symptom',
      text: 'A line that no rule knows',
      facts: {},
      value: row?.template ?? null,
      // Places of a template are kept for its first and last records: a line that is none of them is one of many.
      count: row?.count ?? Number.POSITIVE_INFINITY,
      place: placeOf(inLog(pointer, part), usableTime(timeUs), isClockShared),
      lastTimeUs: timeUs,
      pointers: [pointer],
      format,
      row,
      reading: failure,
    };
  }

  #itemOf({ finding, id, record: { pointer, text, timeUs } }: CitableLine): EvidenceItem {
    const file = this.#files.get(streamKey(pointer))?.name ?? `file ${pointer.file}`;
    return {
      id,
      kind: finding.name,
      text: `${finding.text}, as ${writerName(finding)} logged.`,
      why: 'The language model looked it up.',
      ecu: finding.ecu,
      app: finding.app,
      code: finding.code,
      facts: finding.facts,
      timeUs: usableTime(timeUs),
      count: Number.isFinite(finding.count) ? finding.count : 1,
      quote: { file, pointer, text: cut(text), before: [], after: [], verified: false },
    };
  }
}

const cut = (text: string): string =>
  (text.length > MAX_QUOTE_CHARS ? `${text.slice(0, MAX_QUOTE_CHARS - 1)}…` : text).toWellFormed();

function filesByStream({ input }: Investigation): Map<string, { name: string; sha256: string }> {
  return new Map(
    input.evidence.files.map(({ file: { index, member, name, sha256 } }) => [
      streamKey({ file: index, member }),
      { name: plainText(member === null ? name : `${name} › ${member}`, 300), sha256 },
    ]),
  );
}

/** Of several findings of one record the first tells most: faults come before steps. */
function findingsByPlace({ findings, proven }: Investigation): Map<string, Finding> {
  const known = new Map<string, Finding>();
  for (const finding of findings.toSorted((a, b) => rank(a) - rank(b))) {
    const proof = proven.proofOf.get(finding);
    const key = proof && pointerKey(proof.pointer);
    if (key !== undefined && !known.has(key)) known.set(key, finding);
  }
  return known;
}

const rank = ({ category }: Finding): number =>
  ['fault', 'marker', 'phase', 'boot', 'template', 'line'].indexOf(category);

const placeKey = ({ file, member, offset }: { file: number; member: string | null; offset: number }): string =>
  `${streamKey({ file, member })}:${offset}`;

function rowsByPlace(templates: readonly TemplateRow[]): Map<string, TemplateRow> {
  const rows = new Map<string, TemplateRow>();
  for (const row of templates) {
    for (const { file, member, offsets } of row.occurrences) {
      for (const offset of offsets) rows.set(placeKey({ file, member, offset }), row);
    }
  }
  return rows;
}
