import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { EvidenceItem } from '#src/report/report.ts';
import { isOfProcess, repetition } from './crash-words.ts';
import { type Finding, writerName } from './finding.ts';
import { sentenceOf } from './finding-sentence.ts';
import { streamKey } from './place.ts';
import type { Proof } from './prove.ts';
import { pointerKey } from './quote-reader.ts';
import type { Selected } from './select-findings.ts';

/** A quote shows the record and its neighbours, not a dump: longest text kept, in characters. */
const MAX_QUOTE_CHARS = 2000;
const MAX_NEIGHBOUR_CHARS = 400;
const MAX_NEIGHBOURS = 6;

export interface EvidencePack {
  items: EvidenceItem[];
  /** The item of each finding in the pack. */
  idOf: Map<Finding, string>;
  findingOf: Map<string, Finding>;
  negativeIds: string[];
}

/** Numbers what was proven and chosen, in order of time; what one record shows is one item. */
export function buildPack(
  selected: readonly Selected[],
  negatives: readonly string[],
  { evidence, proofOf }: { evidence: BatchEvidence; proofOf: ReadonlyMap<Finding, Proof> },
): EvidencePack {
  const names = fileNames(evidence);
  const pack: EvidencePack = { items: [], idOf: new Map(), findingOf: new Map(), negativeIds: [] };
  for (const ofRecord of Map.groupBy(selected, ({ finding }) => pointerKey(finding.pointers[0])).values()) {
    const proof = proofOf.get(ofRecord[0].finding);
    if (proof) addRecord(pack, ofRecord, quoteOf(proof, names));
  }
  for (const text of negatives) pack.negativeIds.push(addItem(pack, negativeItem(text)));
  return pack;
}

/** The items that show these findings, each once, in order of the findings. */
export function evidenceIds(findings: readonly Finding[], { idOf }: EvidencePack): string[] {
  return [...new Set(findings.map((finding) => idOf.get(finding)))].filter((id) => id !== undefined);
}

type NewItem = Omit<EvidenceItem, 'id'>;

function addItem(pack: EvidencePack, item: NewItem): string {
  const id = `E${pack.items.length + 1}`;
  pack.items.push({ id, ...item });
  return id;
}

function addRecord(pack: EvidencePack, ofRecord: readonly Selected[], quote: EvidenceItem['quote']): void {
  const ordered = ofRecord.toSorted((a, b) => rankInRecord(a.finding) - rankInRecord(b.finding));
  const id = addItem(pack, recordItem(ordered, quote));
  for (const { finding } of ordered) pack.idOf.set(finding, id);
  pack.findingOf.set(id, ordered[0].finding);
}

/** Of what one record shows, a cause names it best. */
const NAMED_BY = ['cause', 'symptom', 'marker', 'phase', 'boot', 'consequence', 'line'];

const rankInRecord = ({ category, role }: Finding): number =>
  NAMED_BY.indexOf(category === 'line' ? 'line' : role === 'fact' ? category : role);

function recordItem(ordered: readonly Selected[], quote: EvidenceItem['quote']): NewItem {
  const [{ finding, why }] = ordered;
  const { name: kind, ecu, app, count, place } = finding;
  const findings = ordered.map((each) => each.finding);
  const told = tellingOf(findings);
  const said = told.length > 0 ? [...new Set(told.map(({ text }) => text))].join('; ') : lineText(finding);
  const times = isOfProcess(finding) ? repetition(finding) : count > 1 ? ` ${count} times` : '';
  const text = `${said}, as ${writerName(finding)} logged${times}.`;
  const code = findings.find((each) => each.code !== null)?.code ?? null;
  const facts = Object.assign({}, ...findings.map((each) => each.facts));
  return { kind, text, why: `${why}.`, ecu, app, code, facts, timeUs: place.timeUs, count, quote };
}

/** Beside a cause or symptom, that a step failed or a client gave up with it says the same once more. */
function tellingOf(findings: readonly Finding[]): Finding[] {
  const known = findings.filter(({ category }) => category !== 'line');
  const telling = known.filter(({ category, role }) => category === 'fault' && role !== 'consequence');
  return telling.length > 0 ? telling : known.slice(0, 1);
}

const lineText = (finding: Finding): string =>
  finding.reading === null ? 'A line that names no failure' : `${sentenceOf(finding)}, by its words`;

function negativeItem(text: string): NewItem {
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
