import { BATCH_CAPACITY, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { Lifecycle } from '../file-evidence.ts';
import type { PointerMint } from '../pointers.ts';
import type { FrameGroups } from '../tally/frame-groups.ts';
import { grownTo } from '../tally/grown.ts';
import { EcuTrack } from './ecu-track.ts';

/** ECUs of one stream; the records of later ones get no lifecycle. */
const MAX_ECUS = 256;
const NO_TRACK = -1;
const UNSEEN = 0;
const FIRST_TRACK = 2;
/** Shorter ones gain nothing. */
const LEAST_RUN = 16;

/** The boots of every ECU of one stream. Bus frames have none. */
export class Lifecycles {
  /** Boot of each record of the batch added last that is no frame, -1 where there is none. */
  readonly bootOf = new Int32Array(BATCH_CAPACITY);
  readonly #tracks: EcuTrack[] = [];
  readonly #trackByEcu = new Map<string, number>();
  readonly #appByName = new Map<string, number>();
  /** Track + `FIRST_TRACK` and app of each source. */
  #trackOf = new Int32Array(64);
  #appOf = new Int32Array(64);
  readonly #pointers: PointerMint;

  constructor(pointers: PointerMint) {
    this.#pointers = pointers;
  }

  /** `bootLines`: ascending indices of records that an ECU writes when it starts; `groups` names those that are no frames. */
  add(batch: RecordBatch, bootLines: readonly number[], groups?: FrameGroups): void {
    const count = groups ? groups.otherCount : batch.count;
    let next = 0;
    for (let n = groups || bootLines.length > 0 ? 0 : this.#addRuns(batch); n < count; n++) {
      const i = groups ? groups.others[n] : n;
      const isBootLine = bootLines[next] === i;
      if (isBootLine) next++;
      this.bootOf[i] = batch.kind[i] === Kind.message ? this.#addRecord(batch, i, isBootLine) : NO_TRACK;
    }
  }

  /**
   * Records from the first one on that only belong to the boot under way, as most of a log do: those of an ECU that follow on
   * each other at once. Returns how many there were.
   */
  #addRuns(batch: RecordBatch): number {
    let i = 0;
    while (i < batch.count) {
      const track = batch.kind[i] === Kind.message ? this.#trackFor(batch, batch.source[i]) : NO_TRACK;
      const end = track === NO_TRACK ? i : this.#endOfRun(batch, i, track);
      // Where ECUs take turns, one by one is faster.
      const boot = end - i < LEAST_RUN ? undefined : this.#tracks[track].addRun(batch, i, end);
      if (boot === undefined) return i;
      this.bootOf.fill(boot, i, end);
      i = end;
    }
    return i;
  }

  #endOfRun({ kind, counter, source, uptimeUs, count }: RecordBatch, first: number, track: number): number {
    const trackOf = this.#trackOf;
    for (let i = first; i < count; i++) {
      const isPlain = kind[i] === Kind.message && counter[i] < 0 && !(uptimeUs[i] > 0);
      if (!isPlain || trackOf[source[i]] !== track + FIRST_TRACK) return i;
    }
    return count;
  }

  #addRecord(batch: RecordBatch, i: number, isBootLine: boolean): number {
    const source = batch.source[i];
    const track = this.#trackFor(batch, source);
    if (track === NO_TRACK) return NO_TRACK;
    if (isBootLine) this.#tracks[track].mark(batch, i);
    return this.#tracks[track].add(batch, i, this.#appOf[source]);
  }

  finish(): Lifecycle[] {
    return this.#tracks.flatMap((track) => track.finish());
  }

  #trackFor(batch: RecordBatch, source: number): number {
    const known = source < this.#trackOf.length ? this.#trackOf[source] : UNSEEN;
    return known === UNSEEN ? this.#newSource(batch, source) : known - FIRST_TRACK;
  }

  #newSource(batch: RecordBatch, source: number): number {
    const { ecu, app } = batch.sources.sources[source];
    const track = this.#trackByEcu.get(ecu) ?? this.#newTrack(ecu);
    this.#trackOf = grownTo(this.#trackOf, source);
    this.#trackOf[source] = track + FIRST_TRACK;
    this.#appOf = grownTo(this.#appOf, source);
    this.#appOf[source] = this.#numberOfApp(`${ecu}\0${app}`);
    return track;
  }

  #newTrack(ecu: string): number {
    if (this.#tracks.length >= MAX_ECUS) return NO_TRACK;
    const track = this.#tracks.push(new EcuTrack(ecu, this.#pointers)) - 1;
    this.#trackByEcu.set(ecu, track);
    return track;
  }

  #numberOfApp(name: string): number {
    const known = this.#appByName.get(name);
    if (known !== undefined) return known;
    this.#appByName.set(name, this.#appByName.size);
    return this.#appByName.size - 1;
  }
}
