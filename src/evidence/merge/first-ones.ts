/** The first `max` of things that come in any order, by `compare`; equal ones stay in the order they came. */
export class FirstOnes<T> {
  readonly #max: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];

  constructor(max: number, compare: (a: T, b: T) => number) {
    this.#max = max;
    this.#compare = compare;
  }

  add(item: T): void {
    this.#kept.push(item);
    // Cutting is a sort, so it must be rare.
    if (this.#kept.length >= 2 * this.#max) this.#cut();
  }

  finish(): T[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#max);
  }
}
