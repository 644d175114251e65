import type { BatchEvidence, EvidencePointer } from '#src/evidence/file-evidence.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem } from '#src/report/report.ts';
import { type Finding, writerName } from './finding.ts';
import { streamKey } from './place.ts';
import { pointerKey, type Quote, type QuoteReader } from './quote-reader.ts';
import type { Selected } from './select-findings.ts';

/** A quote shows the record and its neighbours, not a dump: longest text kept, in characters. */
const MAX_QUOTE_CHARS = 2000;
const MAX_NEIGHBOUR_CHARS = 400;
const MAX_NEIGHBOURS = 6;
/** A finding has up to five places; the second is tried when the first cannot be read back. */
const PLACES_TRIED = 2;

export interface EvidencePack {
  items: EvidenceItem[];
  /** The item of each finding in the pack. */
  idOf: Map<Finding, string>;
  findingOf: Map<string, Finding>;
  /** Findings whose proof could not be read back byte for byte: they are used for nothing. */
  unproven: Finding[];
  negativeIds: string[];
}

/** Reads every quote again and numbers what stood the test, in order of time; what one record shows is one item. */
export async function buildPack(
  selected: readonly Selected[],
  negatives: readonly string[],
  source: { evidence: BatchEvidence; quotes: QuoteReader },
): Promise<EvidencePack> {
  const pointers = selected.flatMap(({ finding }) => finding.pointers.slice(0, PLACES_TRIED));
  const quotes = await source.quotes.read(pointers);
  const names = fileNames(source.evidence);
  const pack: EvidencePack = { items: [], idOf: new Map(), findingOf: new Map(), unproven: [], negativeIds: [] };
  for (const ofRecord of Map.groupBy(selected, ({ finding }) => pointerKey(finding.pointers[0])).values()) {
    const proof = findProof(ofRecord[0].finding, quotes);
    if (proof) addRecord(pack, ofRecord, quoteOf(proof, names));
    else pack.unproven.push(...ofRecord.map(({ finding }) => finding));
  }
  for (const text of negatives) pack.negativeIds.push(addItem(pack, negativeItem(text)));
  return pack;
}

/** The items that show these findings, each once, in order of the findings. */
export function evidenceIds(findings: readonly Finding[], { idOf }: EvidencePack): string[] {
  return [...new Set(findings.map((finding) => idOf.get(finding)))].filter((id) => id !== undefined);
}

interface Proof {
  pointer: EvidencePointer;
  quote: Quote;
}

function findProof(finding: Finding, quotes: ReadonlyMap<string, Quote>): Proof | undefined {
  for (const pointer of finding.pointers.slice(0, PLACES_TRIED)) {
    const quote = quotes.get(pointerKey(pointer));
    if (quote?.verified) return { pointer, quote };
  }
  return undefined;
}

type Draft = Omit<EvidenceItem, 'id'>;

function addItem(pack: EvidencePack, draft: Draft): string {
  const id = `E${pack.items.length + 1}`;
  pack.items.push({ id, ...draft });
  return id;
}

function addRecord(pack: EvidencePack, ofRecord: readonly Selected[], quote: EvidenceItem['quote']): void {
  const ordered = ofRecord.toSorted((a, b) => rankInRecord(a.finding) - rankInRecord(b.finding));
  const id = addItem(pack, recordItem(ordered, quote));
  for (const { finding } of ordered) pack.idOf.set(finding, id);
  pack.findingOf.set(id, ordered[0].finding);
}

/** Of what one record shows, a cause names it best. */
const NAMED_BY = ['cause', 'symptom', 'marker', 'phase', 'boot', 'consequence'];

const rankInRecord = ({ category, role }: Finding): number => NAMED_BY.indexOf(role === 'fact' ? category : role);

function recordItem(ordered: readonly Selected[], quote: EvidenceItem['quote']): Draft {
  const [{ finding, why }] = ordered;
  const { name: kind, ecu, app, count, place } = finding;
  const findings = ordered.map((each) => each.finding);
  const said = [...new Set(findings.map(({ text }) => text))].join('; ');
  const text = `${said}, as ${writerName(finding)} logged${count > 1 ? ` ${count} times` : ''}.`;
  const code = findings.find((each) => each.code !== null)?.code ?? null;
  const facts = Object.assign({}, ...findings.map((each) => each.facts));
  return { kind, text, why: `${why}.`, ecu, app, code, facts, timeUs: place.timeUs, count, quote };
}

function negativeItem(text: string): Draft {
  const why = 'What should be in the logs of an update that worked is not there.';
  return {
    kind: 'negative',
    text: `${text}.`,
    why,
    ecu: '',
    app: '',
    code: null,
    facts: {},
    timeUs: null,
    count: 0,
    quote: null,
  };
}

function quoteOf({ pointer, quote }: Proof, names: ReadonlyMap<string, string>): EvidenceItem['quote'] {
  const short = (lines: string[]): string[] => lines.map((line) => cut(line, MAX_NEIGHBOUR_CHARS));
  return {
    file: names.get(streamKey(pointer)) ?? `file ${pointer.file}`,
    pointer,
    text: cut(quote.text, MAX_QUOTE_CHARS),
    before: short(quote.before.slice(-MAX_NEIGHBOURS)),
    after: short(quote.after.slice(0, MAX_NEIGHBOURS)),
    verified: quote.verified,
  };
}

const cut = (text: string, maxChars: number): string =>
  (text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text).toWellFormed();

function fileNames({ files }: BatchEvidence): Map<string, string> {
  return new Map(
    files.map(({ file: { index, member, name } }) => [
      streamKey({ file: index, member }),
      plainText(member === null ? name : `${name} › ${member}`, 300),
    ]),
  );
}
