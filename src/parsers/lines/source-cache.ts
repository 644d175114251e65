import type { SourceTable } from '../source-table.ts';
import { startsWith } from './ascii.ts';

/** Where a line names its writer: `bytes[start … end)` each; empty where it names none. */
export interface SourceSpans {
  ecuStart: number;
  ecuEnd: number;
  appStart: number;
  appEnd: number;
  contextStart: number;
  contextEnd: number;
}

/** As many bytes of a name as `SourceTable` keeps characters. */
const MAX_NAME_BYTES = 64;
/** As many as `SourceTable` takes; a hostile file cannot grow the cache past it. */
const MAX_ENTRIES = 65_536;
/** At most half of the slots are taken, so a longer chain is no accident: such names go through the table's own map. */
const MAX_PROBES = 32;

interface Entry {
  ecu: Uint8Array;
  app: Uint8Array;
  context: Uint8Array;
  hash: number;
  index: number;
}

/** Finds the index of a source by the bytes of its name; a string is made only when the name is seen first. */
export class SourceCache {
  readonly #table: SourceTable;
  /** Open addressing: entry number + 1, or 0. */
  #slots = new Int32Array(256);
  readonly #entries: Entry[] = [];
  /** Writers come in runs. */
  #last: Entry | undefined;
  readonly #decoder = new TextDecoder();

  constructor(table: SourceTable) {
    this.#table = table;
  }

  find(bytes: Uint8Array, spans: SourceSpans): number {
    const last = this.#last;
    return last !== undefined && isEntry(last, bytes, spans) ? last.index : this.#findAny(bytes, spans);
  }

  #findAny(bytes: Uint8Array, spans: SourceSpans): number {
    let hash = hashOf(bytes, spans.appStart, spans.appEnd);
    if (spans.ecuEnd > spans.ecuStart) hash = mix(hash, hashOf(bytes, spans.ecuStart, spans.ecuEnd));
    if (spans.contextEnd > spans.contextStart) hash = mix(hash, ~hashOf(bytes, spans.contextStart, spans.contextEnd));
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const number = slots[(hash + probes) & mask];
      if (number === 0) return this.#learn(bytes, spans, hash);
      const entry = this.#entries[number - 1];
      if (entry.hash !== hash || !isEntry(entry, bytes, spans)) continue;
      this.#last = entry;
      return entry.index;
    }
    return this.#intern(bytes, spans);
  }

  #learn(bytes: Uint8Array, spans: SourceSpans, hash: number): number {
    const index = this.#intern(bytes, spans);
    if (this.#entries.length >= MAX_ENTRIES) return index;
    const entry: Entry = {
      ecu: bytes.slice(spans.ecuStart, stopOf(spans.ecuStart, spans.ecuEnd)),
      app: bytes.slice(spans.appStart, stopOf(spans.appStart, spans.appEnd)),
      context: bytes.slice(spans.contextStart, stopOf(spans.contextStart, spans.contextEnd)),
      hash,
      index,
    };
    this.#entries.push(entry);
    if (this.#entries.length * 2 > this.#slots.length) this.#grow();
    else this.#place(this.#entries.length - 1);
    return index;
  }

  #intern(bytes: Uint8Array, spans: SourceSpans): number {
    return this.#table.intern(
      this.#text(bytes, spans.ecuStart, spans.ecuEnd),
      this.#text(bytes, spans.appStart, spans.appEnd),
      this.#text(bytes, spans.contextStart, spans.contextEnd),
    );
  }

  #text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, stopOf(start, end)));
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#entries.length; entry++) this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#entries[entry].hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }
}

function stopOf(start: number, end: number): number {
  return end - start > MAX_NAME_BYTES ? start + MAX_NAME_BYTES : end;
}

/** Four bytes a step: the multiplication is what costs. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const stop = stopOf(start, end);
  let hash = 0x811c9dc5 ^ (stop - start);
  let at = start;
  for (; at + 4 <= stop; at += 4) {
    hash = mix(hash, bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
  }
  for (; at < stop; at++) hash = mix(hash, bytes[at]);
  return hash;
}

function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x5bd1e995);
  return product ^ (product >>> 15);
}

function isEntry(entry: Entry, bytes: Uint8Array, spans: SourceSpans): boolean {
  const { app, ecu, context } = entry;
  return (
    app.length === stopOf(spans.appStart, spans.appEnd) - spans.appStart &&
    ecu.length === stopOf(spans.ecuStart, spans.ecuEnd) - spans.ecuStart &&
    context.length === stopOf(spans.contextStart, spans.contextEnd) - spans.contextStart &&
    startsWith(bytes, spans.appStart, app) &&
    startsWith(bytes, spans.ecuStart, ecu) &&
    startsWith(bytes, spans.contextStart, context)
  );
}
