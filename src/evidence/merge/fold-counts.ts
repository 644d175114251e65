import type { LevelName } from '#src/parsers/record-batch.ts';
import type { CountLane } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { LEAST_STEP_US } from '../tally/time-counts.ts';
import { RankedFold } from './ranked-fold.ts';

/** Lanes of a batch; what is beyond counts under the ECU `*`. A vehicle has some dozens. */
const MAX_LANES = 300;
/** Buckets of one lane that hold records: twice what a screen has columns. All lanes together are at most 8 MB of JSON. */
const MAX_CELLS = 4_096;

/**
 * Sums of many streams. The buckets of a lane are as wide as the widest that came, and as its number of them takes: a part
 * of the streams never needs wider ones than all of them, so the result is the same in any order.
 */
export class CountFolder {
  readonly #rest = new Map<LevelName, LaneSum>();
  readonly #lanes = new RankedFold<LaneSum>({
    rankOf: ({ ecu, level }) => `${ecu}\0${level}`,
    fold: (sum, lane) => sum.absorb(lane),
    maxKept: MAX_LANES,
    onDrop: (lane) => {
      this.#rest.set(lane.level, this.#rest.get(lane.level)?.absorb(lane) ?? lane.named('*'));
    },
  });

  add(lane: CountLane): void {
    this.#lanes.add(new LaneSum(lane));
  }

  finish(): CountLane[] {
    const all = [...this.#lanes.finish(), ...this.#rest.values()];
    return all.map((sum) => sum.lane()).sort((a, b) => compareText(a.ecu, b.ecu) || compareText(a.level, b.level));
  }
}

/** One lane under way: records by bucket since 1970. */
class LaneSum {
  readonly ecu: string;
  readonly level: LevelName;
  #untimed: number;
  #stepUs: number;
  #cells: Map<number, number>;

  constructor({ at, counts, ecu, fromUs, level, stepUs, untimed }: CountLane) {
    this.ecu = ecu;
    this.level = level;
    this.#untimed = untimed;
    this.#stepUs = Math.max(stepUs, LEAST_STEP_US);
    const first = (fromUs ?? 0) / stepUs;
    this.#cells = new Map(at.map((bucket, i) => [first + bucket, counts[i]]));
    this.#fit();
  }

  absorb(other: LaneSum): this {
    this.#untimed += other.#untimed;
    while (this.#stepUs < other.#stepUs) this.#widen();
    const factor = this.#stepUs / other.#stepUs;
    for (const [bucket, count] of other.#cells) addTo(this.#cells, Math.floor(bucket / factor), count);
    this.#fit();
    return this;
  }

  named(ecu: string): LaneSum {
    return new LaneSum({ ...this.lane(), ecu });
  }

  lane(): CountLane {
    const buckets = [...this.#cells.keys()].sort((a, b) => a - b);
    const first = buckets.length > 0 ? buckets[0] : null;
    return {
      ecu: this.ecu,
      level: this.level,
      untimed: this.#untimed,
      stepUs: this.#stepUs,
      fromUs: first === null ? null : first * this.#stepUs,
      at: buckets.map((bucket) => bucket - (first ?? 0)),
      counts: buckets.map((bucket) => this.#cells.get(bucket) ?? 0),
    };
  }

  #fit(): void {
    while (this.#cells.size > MAX_CELLS) this.#widen();
  }

  #widen(): void {
    const cells = this.#cells;
    this.#stepUs *= 2;
    this.#cells = new Map();
    for (const [bucket, count] of cells) addTo(this.#cells, Math.floor(bucket / 2), count);
  }
}

const addTo = (cells: Map<number, number>, bucket: number, count: number): void =>
  void cells.set(bucket, (cells.get(bucket) ?? 0) + count);
