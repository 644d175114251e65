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
  /** Of the batch under way: tracks of its records; its records by track; where in them a track begins, then ends. */
  readonly #tracksOfBatch = new Int32Array(BATCH_CAPACITY);
  readonly #sorted = new Int32Array(BATCH_CAPACITY);
  readonly #places = new Int32Array(MAX_ECUS + 1);
  readonly #pointers: PointerMint;

  constructor(pointers: PointerMint) {
    this.#pointers = pointers;
  }

  /** `bootLines`: ascending indices of records that an ECU writes when it starts; `groups` names those that are no frames. */
  add(batch: RecordBatch, bootLines: readonly number[], groups?: FrameGroups): void {
    if (!groups && bootLines.length === 0) {
      this.#addByEcu(batch);
      return;
    }
    const count = groups ? groups.otherCount : batch.count;
    let next = 0;
    for (let n = 0; n < count; n++) {
      const i = groups ? groups.others[n] : n;
      const isBootLine = bootLines[next] === i;
      if (isBootLine) next++;
      this.bootOf[i] = batch.kind[i] === Kind.message ? this.#addRecord(batch, i, isBootLine) : NO_TRACK;
    }
  }

  /** ECUs know nothing of each other: the records of one behind those of another take half the time. */
  #addByEcu(batch: RecordBatch): void {
    const ends = this.#sortByTrack(batch);
    const columns = { appOf: this.#appOf, bootOf: this.bootOf };
    let from = 0;
    for (const [track, ecu] of this.#tracks.entries()) {
      const to = ends[track];
      if (to > from) ecu.addRun(batch, { records: this.#sorted, from, to }, columns);
      from = to;
    }
  }

  /** Returns where the records of each track end in `#sorted`. */
  #sortByTrack(batch: RecordBatch): Int32Array {
    const { kind, source, count } = batch;
    const [tracks, sorted, places] = [this.#tracksOfBatch, this.#sorted, this.#places.fill(0)];
    for (let i = 0; i < count; i++) {
      const track = kind[i] === Kind.message ? this.#trackFor(batch, source[i]) : NO_TRACK;
      tracks[i] = track;
      this.bootOf[i] = NO_TRACK;
      if (track !== NO_TRACK) places[track + 1]++;
    }
    for (let track = 0; track < this.#tracks.length; track++) places[track + 1] += places[track];
    for (let i = 0; i < count; i++) if (tracks[i] !== NO_TRACK) sorted[places[tracks[i]]++] = i;
    return places;
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
