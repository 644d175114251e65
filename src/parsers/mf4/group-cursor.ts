import { closeFrameRun } from '../frames/bus-frame.ts';
import type { GapReason, RecordBatch } from '../record-batch.ts';
import { BusGroup } from './bus-group.ts';
import { CursorWindow } from './cursor-window.ts';
import type { DataChunk } from './data-chunks.ts';
import type { GroupUse, ReadableGroup } from './groups-of.ts';
import type { PlainFrames } from './plain-frames.ts';
import { RecentValues } from './recent-values.ts';
import { RawRecord, type RecordGroup, type VariableValue } from './record-group.ts';
import { lengthAt, MAX_VALUE_BYTES, type VariableValues } from './variable-values.ts';

const VALUE_LENGTH_BYTES = 4;
/** Behind damage so many records in a row must have ids that are known: with one id in four known, chance makes one of 10^7. */
const LIKELY_RECORDS = 12;
const UNKNOWN = -1;

/**
 * What `next` came to. `record`, `value`, `gap` and `padding` are `bytes[record.start … record.end)` of the window; for the
 * others more has to be loaded first, or nothing is left.
 */
export type Step = 'record' | 'value' | 'gap' | 'padding' | 'needs-data' | 'needs-value' | 'end';

/**
 * Steps through the records of one data group. Every byte of its data is in one step: a record (with the value of variable
 * length that belongs to it, where that lies right behind), a value that stands alone, damage, or what is left over.
 */
export class GroupCursor {
  readonly window: CursorWindow;
  readonly record = new RawRecord();
  group: RecordGroup | undefined;
  reason: GapReason = 'garbage';
  readonly #values: ReadonlyMap<number, VariableValues>;
  readonly #idBytes: number;
  readonly #uses: ReadonlyMap<number, GroupUse>;
  readonly #smallIds: readonly (GroupUse | undefined)[];
  readonly #plain: readonly (PlainFrames | undefined)[];
  readonly #hasPlain: boolean;
  readonly #recent = new Map<number, RecentValues>();
  readonly #only: { group: RecordGroup; records: number } | undefined;
  #left: number;
  #isSeeking = false;
  #neededPlace = 0;

  constructor(readable: ReadableGroup, chunks: AsyncIterator<DataChunk>, values: ReadonlyMap<number, VariableValues>) {
    const { dataGroup, groups } = readable;
    this.#uses = groups;
    this.#idBytes = dataGroup.recordIdBytes;
    this.#smallIds = Array.from({ length: 256 }, (_, id) => groups.get(id));
    this.#plain = Array.from({ length: 256 }, (_, id) => plainFramesOf(groups.get(id)));
    this.#hasPlain = this.#idBytes === 1 && this.#plain.some((frames) => frames !== undefined);
    this.#values = values;
    const [first] = groups.values();
    this.#only = this.#idBytes === 0 && first !== undefined && 'group' in first ? first : undefined;
    // Records of no bytes would never end.
    const isEmpty = this.#only?.group.recordBytes === 0;
    this.#left = isEmpty ? 0 : this.#only?.records || Number.POSITIVE_INFINITY;
    this.window = new CursorWindow(chunks, this.#only?.group.recordBytes ?? 0);
    for (const use of groups.values()) if ('link' in use) this.#recent.set(use.link, new RecentValues());
    for (const use of groups.values())
      if ('group' in use && use.group.variable) use.group.variable.recent = this.#recent.get(use.group.variable.link);
  }

  /** Call after `needs-data`: places in the window change. */
  async load(): Promise<void> {
    const isSound = await this.window.load();
    // Without ids the window itself knows where the next record begins.
    if (!isSound && this.#only === undefined) this.#isSeeking = true;
  }

  /** Call after `needs-value`. */
  async loadValue(): Promise<void> {
    await this.#values.get(this.group?.variable?.link ?? 0)?.load(this.#neededPlace);
  }

  /** Adds the frames that come next, as long as they are plain ones; whatever else follows is for `next`. */
  takePlainFrames(out: RecordBatch): void {
    const { window } = this;
    const { bytes, end } = window;
    if (!this.#hasPlain || this.#isSeeking || window.at < window.lostUntil) return;
    this.record.see(bytes);
    const { view } = this.record;
    const first = out.count;
    let at = window.at;
    while (at < end && !out.isFull) {
      const frames = this.#plain[bytes[at]];
      if (frames === undefined || at + 1 + frames.recordBytes > end) break;
      at = frames.appendRun(view, { at, end }, out);
    }
    if (out.count > first) closeFrameRun(out, first, out.uptimeUs);
    window.at = at;
  }

  next(): Step {
    const { window } = this;
    const { at, end, lostUntil } = window;
    if (at < lostUntil) return this.#gap(Math.min(lostUntil, end), 'garbage');
    if (at >= end) return window.isEnded ? 'end' : 'needs-data';
    if (this.#isSeeking) return this.#seek();
    if (this.#left === 0) return this.#item('padding', end);
    const use = this.#useAt(at);
    if (use === 'needs-data') return this.#needMore();
    if (use === undefined) return this.#seek();
    return 'group' in use ? this.#readRecord(use.group) : this.#readValue(use.link);
  }

  #readRecord(group: RecordGroup): Step {
    const { window, record } = this;
    const { at } = window;
    record.at = at + this.#idBytes;
    const end = record.at + group.recordBytes;
    if (end > window.end) return this.#needMore();
    record.see(window.bytes);
    record.start = at;
    record.end = end;
    record.valueEnd = record.valueAt = 0;
    this.group = group;
    if (group.variable) {
      const step = this.#findValue(group.variable, end);
      if (step !== 'record') return step;
    }
    record.timeUs = group.clock.timeUs(record.view, record.at);
    window.at = record.end;
    this.#left--;
    return 'record';
  }

  #findValue(variable: VariableValue, end: number): Step {
    const { record } = this;
    const { recent } = variable;
    if (recent) return this.#hasPassed(variable, recent) ? 'record' : this.#takeBeside(variable.link, end, recent);
    const values = this.#values.get(variable.link);
    const place = variable.offset.read(record.view, record.at);
    const found = values?.find(place) ?? 'missing';
    this.#neededPlace = place;
    if (found === 'loading') return 'needs-value';
    if (found === 'found' && values) {
      record.valueBytes = values.bytes;
      record.valueAt = values.at;
      record.valueEnd = values.end;
    }
    return 'record';
  }

  /** The value stood before the record. */
  #hasPassed({ offset }: VariableValue, recent: RecentValues): boolean {
    if (recent.isEmpty) return false;
    const { record } = this;
    const known = recent.find(offset.read(record.view, record.at));
    if (known === undefined) return false;
    record.valueBytes = recent.bytes;
    record.valueAt = known.at;
    record.valueEnd = known.end;
    return true;
  }

  /** The value stands right behind the record, as loggers write it; its place is not needed then. */
  #takeBeside(link: number, end: number, recent: RecentValues): Step {
    const { window, record } = this;
    const use = this.#useAt(end);
    if (use === 'needs-data') return window.isEnded ? 'record' : 'needs-data';
    if (use === undefined || !('link' in use) || use.link !== link) return 'record';
    const valueAt = end + this.#idBytes + VALUE_LENGTH_BYTES;
    if (valueAt > window.end) return window.isEnded ? 'record' : 'needs-data';
    const length = lengthAt(window.bytes, valueAt - VALUE_LENGTH_BYTES);
    if (length > MAX_VALUE_BYTES) return 'record';
    if (valueAt + length > window.end) return window.isEnded ? 'record' : 'needs-data';
    record.valueBytes = window.bytes;
    record.valueAt = valueAt;
    record.valueEnd = record.end = valueAt + length;
    recent.skip(length);
    return 'record';
  }

  #readValue(link: number): Step {
    const { window } = this;
    const at = window.at + this.#idBytes + VALUE_LENGTH_BYTES;
    if (at > window.end) return this.#needMore();
    const length = lengthAt(window.bytes, at - VALUE_LENGTH_BYTES);
    if (length > MAX_VALUE_BYTES) return this.#seek();
    if (at + length > window.end) return this.#needMore();
    this.#recent.get(link)?.pass(window.bytes, at, at + length);
    return this.#item('value', at + length);
  }

  #useAt(at: number): GroupUse | 'needs-data' | undefined {
    if (this.#only) return this.#only;
    const { bytes, end } = this.window;
    if (at + this.#idBytes > end) return 'needs-data';
    if (this.#idBytes === 1) return this.#smallIds[bytes[at]];
    let id = 0;
    for (let i = this.#idBytes - 1; i >= 0; i--) id = id * 256 + bytes[at + i];
    return this.#uses.get(id);
  }

  #needMore(): Step {
    return this.window.isEnded ? this.#gap(this.window.end, 'cut-off-file') : 'needs-data';
  }

  /** Goes on to where a run of likely records begins. */
  #seek(): Step {
    const { window } = this;
    for (let p = window.at + (this.#isSeeking ? 0 : 1); p < window.end; p++) {
      const isLikely = this.#isLikelyAt(p);
      if (isLikely === false) continue;
      this.#isSeeking = isLikely === 'needs-data';
      if (p > window.at) return this.#gap(p, 'garbage');
      return this.#isSeeking ? 'needs-data' : this.next();
    }
    this.#isSeeking = true;
    return this.#gap(window.end, 'garbage');
  }

  #isLikelyAt(from: number): boolean | 'needs-data' {
    const { window } = this;
    let at = from;
    for (let n = 0; n < LIKELY_RECORDS; n++) {
      if (at === window.end && window.isEnded) return n > 0;
      const length = this.#lengthAt(at);
      if (length === 'needs-data' || (length !== UNKNOWN && at + length > window.end))
        return window.isEnded ? false : 'needs-data';
      if (length === UNKNOWN) return false;
      at += length;
    }
    return true;
  }

  #lengthAt(at: number): number | 'needs-data' {
    const use = this.#useAt(at);
    if (use === undefined) return UNKNOWN;
    if (use === 'needs-data') return use;
    if ('group' in use) return this.#idBytes + use.group.recordBytes || UNKNOWN;
    const valueAt = at + this.#idBytes + VALUE_LENGTH_BYTES;
    if (valueAt > this.window.end) return 'needs-data';
    const length = lengthAt(this.window.bytes, valueAt - VALUE_LENGTH_BYTES);
    return length > MAX_VALUE_BYTES ? UNKNOWN : valueAt + length - at;
  }

  #gap(to: number, reason: GapReason): Step {
    this.reason = reason;
    return this.#item('gap', to);
  }

  #item(step: Step, to: number): Step {
    this.record.see(this.window.bytes);
    this.record.start = this.window.at;
    this.record.end = to;
    this.window.at = to;
    return step;
  }
}

function plainFramesOf(use: GroupUse | undefined): PlainFrames | undefined {
  return use && 'group' in use && use.group instanceof BusGroup ? use.group.plainFrames() : undefined;
}
