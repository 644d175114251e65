import type { SourceTable } from '#src/parsers/source-table.ts';
import { grownTo } from './grown.ts';

/** ECUs of one stream; later ones count together under `*`. */
export const MAX_ECUS = 256;

/** ECUs of one stream by number. */
export class EcuNumbers {
  readonly names = ['*'];
  /** Of each source. */
  of = new Int32Array(64);
  readonly #byName = new Map<string, number>();
  #sources = 0;

  /** Before records of new sources come. */
  know({ sources }: SourceTable): void {
    this.of = grownTo(this.of, sources.length);
    for (; this.#sources < sources.length; this.#sources++)
      this.of[this.#sources] = this.#numberOf(sources[this.#sources].ecu);
  }

  #numberOf(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined || this.names.length >= MAX_ECUS) return known ?? 0;
    const ecu = this.names.push(name) - 1;
    this.#byName.set(name, ecu);
    return ecu;
  }
}
