import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { RecordTemplate } from '#src/evidence/record-templates.ts';
import { bearsSign, isMerged, signOf, type TemplateSign } from '#src/evidence/template-match.ts';
import { ecuClassOf, type TemplateIdentity } from '#src/evidence/templates/fingerprint.ts';

/** Between the templates of records and those of a batch, where several of the former may be merged to one. */
export class TemplateNames {
  readonly #fingerprints: ReadonlySet<string>;
  readonly #merged: readonly TemplateRow[];
  readonly #mergedOf: Map<string, TemplateRow[]>;
  readonly #nameOf = new Map<string, string>();

  constructor(rows: readonly TemplateRow[]) {
    this.#fingerprints = new Set(rows.map(({ fingerprint }) => fingerprint));
    this.#merged = rows.filter(isMerged);
    this.#mergedOf = Map.groupBy(this.#merged, keyOf);
  }

  /** What a template of the batch is found by in its files. */
  signOf(fingerprint: string): TemplateSign {
    const merged = this.#merged.find((row) => row.fingerprint === fingerprint);
    return merged ? signOf(merged) : { fingerprint };
  }

  /** Fingerprint of the row that a record counts under. */
  nameOf(template: RecordTemplate): string {
    const known = this.#nameOf.get(template.fingerprint);
    if (known !== undefined) return known;
    const name = this.#findName(template);
    this.#nameOf.set(template.fingerprint, name);
    return name;
  }

  #findName(template: RecordTemplate): string {
    if (this.#fingerprints.has(template.fingerprint)) return template.fingerprint;
    const rows = this.#mergedOf.get(keyOf(template)) ?? [];
    const row = rows.find((merged) => bearsSign(template, signOf(merged)));
    return row?.fingerprint ?? template.fingerprint;
  }
}

/** Only templates of one writer, level and length are merged. */
const keyOf = ({ app, context, ecu, level, template }: TemplateIdentity): string =>
  [ecuClassOf(ecu), app, context, level, template.split(' ').length].join('\0');
