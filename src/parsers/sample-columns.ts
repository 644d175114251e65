const FIRST_ROOM = 1024;

/**
 * Named numbers of the records of a batch, in their order: record `record[n]` has `value[n]` for series `series[n]` of the
 * source table. Grows with the longest records, and so is bounded by them.
 */
export class SampleColumns {
  count = 0;
  record = new Int32Array(FIRST_ROOM);
  series = new Uint32Array(FIRST_ROOM);
  value = new Float64Array(FIRST_ROOM);

  add(record: number, series: number, value: number): void {
    if (this.count === this.record.length) this.#grow();
    const n = this.count++;
    this.record[n] = record;
    this.series[n] = series;
    this.value[n] = value;
  }

  /** Restores the order of records after some were added for earlier ones. */
  sort(): void {
    const order = Array.from({ length: this.count }, (_, n) => n).sort((a, b) => this.record[a] - this.record[b]);
    const { record, series, value } = this;
    this.record = Int32Array.from(record, (own, n) => (n < this.count ? record[order[n]] : own));
    this.series = Uint32Array.from(series, (own, n) => (n < this.count ? series[order[n]] : own));
    this.value = Float64Array.from(value, (own, n) => (n < this.count ? value[order[n]] : own));
  }

  /** Those of one record: places `[from, to)`. */
  rangeOf(record: number): [from: number, to: number] {
    const from = this.#firstFrom(record);
    let to = from;
    while (to < this.count && this.record[to] === record) to++;
    return [from, to];
  }

  #firstFrom(record: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.record[middle] < record) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const room = this.record.length * 2;
    this.record = grown(this.record, new Int32Array(room));
    this.series = grown(this.series, new Uint32Array(room));
    this.value = grown(this.value, new Float64Array(room));
  }
}

function grown<Column extends Int32Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
