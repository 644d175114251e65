import { isFailure, readFailure } from '#src/evidence/failure-language/read-failure.ts';
import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import { isNameless, isOfKernel, isOfProcess, kernelPlaceBehind, subjectNearby, withSubject } from './crash-words.ts';
import type { Finding, FindingRole } from './finding.ts';
import { pointerKey, type Quote, type QuoteReader } from './quote-reader.ts';

/** A finding has up to five places; the second is tried when the first cannot be read back. */
const PLACES_TRIED = 2;
/** Records read again for one report: one pass over each file, whatever their number, and some KB of memory each. */
const MAX_PROVEN = 600;

export interface Proof {
  pointer: EvidencePointer;
  quote: Quote;
}

export interface Proven {
  /** Findings whose bytes were read back as they were, in the order given; lines with what they say. */
  findings: Finding[];
  proofOf: Map<Finding, Proof>;
  /** Findings whose proof could not be read back byte for byte: they are used for nothing. */
  unproven: Finding[];
  /** Findings beyond the limit, the least telling ones: not read back, and used for nothing. */
  passedOver: number;
}

const RANK: readonly FindingRole[] = ['cause', 'symptom', 'fact', 'consequence'];
const CATEGORIES = ['marker', 'fault', 'template', 'line', 'phase', 'boot'];

/** Reads every finding's record again before anything is judged by it. */
export async function prove(findings: readonly Finding[], quotes: QuoteReader): Promise<Proven> {
  const chosen = new Set(findings.toSorted(byImportance).slice(0, MAX_PROVEN));
  const read = await quotes.read([...chosen].flatMap(({ pointers }) => pointers.slice(0, PLACES_TRIED)));
  const proven: Proven = { findings: [], proofOf: new Map(), unproven: [], passedOver: findings.length - chosen.size };
  for (const finding of findings) {
    if (!chosen.has(finding)) continue;
    const proof = findProof(finding, read);
    if (proof === undefined) proven.unproven.push(finding);
    else addProven(proven, finding, proof);
    if (proof !== undefined && isOfKernel(finding)) nameFunction(finding, read);
  }
  return proven;
}

const byImportance = (a: Finding, b: Finding): number =>
  CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || RANK.indexOf(a.role) - RANK.indexOf(b.role);

function findProof(finding: Finding, quotes: ReadonlyMap<string, Quote>): Proof | undefined {
  for (const pointer of finding.pointers.slice(0, PLACES_TRIED)) {
    const quote = quotes.get(pointerKey(pointer));
    if (quote?.verified) return { pointer, quote };
  }
  return undefined;
}

function addProven(proven: Proven, finding: Finding, proof: Proof): void {
  proven.findings.push(finding);
  proven.proofOf.set(finding, proof);
  if (isOfProcess(finding) && isNameless(finding)) nameSubject(finding, proof.quote);
  if (finding.row === null) return;
  const reading = readFailure(proof.quote.text, finding.row.level);
  finding.reading = isFailure(reading) ? reading : null;
}

/** Who crashed often stands in the lines around the one that says so. */
function nameSubject(finding: Finding, quote: Quote): void {
  const subject = subjectNearby(quote);
  finding.text = withSubject(finding.text, subject ?? 'A process that no line names');
  if (subject !== undefined) finding.facts = { ...finding.facts, process: subject };
}

/** Which driver it was is told by where the processor stood, behind one of the lines that tell of the crash. */
function nameFunction(finding: Finding, quotes: ReadonlyMap<string, Quote>): void {
  const behind = finding.pointers.flatMap((pointer) => quotes.get(pointerKey(pointer))?.after ?? []);
  const name = kernelPlaceBehind(behind);
  if (name === undefined) return;
  finding.text = `${finding.text} in ${name}`;
  finding.facts = { ...finding.facts, function: name };
}
