import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import { PointerMint } from './pointers.ts';
import { fingerprintOf } from './templates/fingerprint.ts';
import { TemplateTally } from './templates/template-tally.ts';

/** Tells which records of text have a template: by masking them as they were masked when they were counted. */
export class TemplateMatch {
  readonly #fingerprint: string;
  readonly #tally: TemplateTally;
  /** By row of the tally. */
  readonly #isRow: boolean[] = [];
  readonly #fitting = new Set<number>();

  constructor(fingerprint: string) {
    this.#fingerprint = fingerprint;
    this.#tally = new TemplateTally(new PointerMint(0, null), (batch, i, row) => {
      this.#isRow[row] ??= this.#hasTemplate(batch, row);
      if (this.#isRow[row]) this.#fitting.add(i);
      // A template that is another one need not be told of again.
      return this.#isRow[row];
    });
  }

  open(batch: RecordBatch): void {
    this.#fitting.clear();
    this.#tally.add(batch);
  }

  fits(i: number): boolean {
    return this.#fitting.has(i);
  }

  #hasTemplate({ sources }: RecordBatch, row: number): boolean {
    const { level, source, text } = this.#tally.templates[row];
    const line = { ...sources.sources[source], level: LEVELS[level], template: text };
    return fingerprintOf(line) === this.#fingerprint;
  }
}
