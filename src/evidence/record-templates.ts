import { BATCH_CAPACITY, LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import { PointerMint } from './pointers.ts';
import { LineCache } from './templates/fast/line-cache.ts';
import { fingerprintOf, type TemplateIdentity } from './templates/fingerprint.ts';
import { TemplateTally, UNMATCHED } from './templates/template-tally.ts';

export interface RecordTemplate extends TemplateIdentity {
  fingerprint: string;
}

/** Tells the template of each record of one stream, by masking it as it was masked when it was counted. */
export class RecordTemplates {
  readonly #tally = new TemplateTally(
    new PointerMint(0, null),
    () => false,
    () => new LineCache(),
  );
  readonly #templates: RecordTemplate[] = [];
  readonly #rows = new Int32Array(BATCH_CAPACITY);
  #batch: RecordBatch | undefined;
  #isTallied = false;

  /** Before the records of a batch are asked about; nothing is masked until one is. */
  open(batch: RecordBatch): void {
    this.#batch = batch;
    this.#isTallied = false;
  }

  /** Index of its template among those seen so far; -1 where it has none. */
  rowOf(i: number): number {
    if (this.#batch && !this.#isTallied) {
      this.#rows.fill(UNMATCHED);
      this.#tally.add(this.#batch, this.#rows);
      this.#isTallied = true;
    }
    return this.#rows[i];
  }

  templateAt(row: number): RecordTemplate {
    this.#templates[row] ??= this.#readTemplate(row);
    return this.#templates[row];
  }

  /** Null where it has none. */
  find(i: number): RecordTemplate | null {
    const row = this.rowOf(i);
    return row === UNMATCHED ? null : this.templateAt(row);
  }

  #readTemplate(row: number): RecordTemplate {
    const { level, source, text } = this.#tally.templates[row];
    const { app, context, ecu } = this.#batch?.sources.sources[source] ?? NOBODY;
    const line = { ecu, app, context, level: LEVELS[level], template: text };
    return { ...line, fingerprint: fingerprintOf(line) };
  }
}

const NOBODY = { ecu: '', app: '', context: '' };
