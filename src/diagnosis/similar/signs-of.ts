import { digestOf } from '#src/evidence/digest.ts';
import type { BatchEvidence, FaultEvent, TemplateRow } from '#src/evidence/file-evidence.ts';
import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';
import { likenessOf } from '#src/knowledge/taught-line.ts';
import { plainText } from '#src/report/plain-text.ts';
import { byTelling } from '../most-telling.ts';

/** What batches are compared by: a fault with its code, or a line that tells of a failure. */
export interface Sign {
  /** The same on every vehicle: without slot, level, values and serial numbers. */
  id: string;
  /** For people; hostile. */
  text: string;
}

/** A batch has some dozens that tell; more of them cost writes and say the same. */
const MAX_SIGNS = 64;
const MAX_FAULTS = 24;
const MAX_TEXT_CHARS = 160;

/** The signs of a batch, the most telling first; the same for the same evidence. */
export function signsOf({ faults, templates }: BatchEvidence): Sign[] {
  const own = faults.filter(({ role }) => role !== 'consequence').map(ofFault);
  const lines = templates
    .filter(({ failure }) => failure !== null)
    .sort(byTelling)
    .map(ofLine);
  const signs = [...unique(own).slice(0, MAX_FAULTS), ...lines];
  return unique(signs).slice(0, MAX_SIGNS);
}

function ofFault({ code, ecu, kind, title }: FaultEvent): Sign {
  const key = [kind, code ?? '', ecuClassOf(ecu)].join('\0');
  return { id: `f${digestOf(new TextEncoder().encode(key))}`, text: plainText(title, MAX_TEXT_CHARS) };
}

const ofLine = (row: TemplateRow): Sign => ({ id: likenessOf(row), text: plainText(row.template, MAX_TEXT_CHARS) });

const unique = (signs: readonly Sign[]): Sign[] => [...new Map(signs.map((sign) => [sign.id, sign])).values()];
