import { Flag, Kind, type RecordBatch } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import type { StreamSink } from '../stream-sink.ts';
import { type CanDatabase, type CanMessage, type CanSignal, messageKey } from './can-database.ts';
import { physicalValue } from './decode-signal.ts';
import { signalsIn } from './message-signals.ts';

/** A description of the frames of a bus, and which of their signals are wanted. */
export interface DescribedBus {
  database: CanDatabase;
  /** Name of the bus, as the log calls it (`can0`); null for every one. */
  bus: string | null;
  /** `Message.Signal`, where `*` stands for anything; null for all. */
  signals: readonly string[] | null;
}

/** Hands the records on with the signals of their frames as samples. */
export function withSignals(sink: StreamSink, buses: readonly DescribedBus[], sources: SourceTable): StreamSink {
  const signals = new FrameSignals(buses, sources);
  return {
    records(batch) {
      signals.add(batch);
      return sink.records(batch);
    },
    end: (streamBytes) => sink.end(streamBytes),
  };
}

interface Followed {
  /** With the wanted signals, and those that switch them, in the order of the description. */
  message: CanMessage;
  series: ReadonlyMap<CanSignal, number>;
}

/** Finds the signals of one stream's frames. What a frame means is looked up once per sender. */
class FrameSignals {
  readonly #buses: readonly DescribedBus[];
  readonly #sources: SourceTable;
  readonly #bySource = new Map<number, Followed | null>();

  constructor(buses: readonly DescribedBus[], sources: SourceTable) {
    this.#buses = buses;
    this.#sources = sources;
  }

  add(batch: RecordBatch): void {
    if (batch.frameCount === 0) return;
    const before = batch.samples.count;
    for (let i = 0; i < batch.count; i++) if (batch.kind[i] === Kind.frame) this.#addFrame(batch, i);
    // A measurement may have brought numbers of its own.
    if (before > 0 && batch.samples.count > before) batch.samples.sort();
  }

  #addFrame(batch: RecordBatch, i: number): void {
    if (batch.flags[i] & (Flag.remote | Flag.errorFrame)) return;
    const followed = this.#followedOf(batch, i);
    if (followed === null) return;
    const bytes = batch.borrowBodyBuffer(i);
    for (const { signal, value } of signalsIn(followed.message, bytes, [batch.bodyStart[i], batch.bodyEnd[i]])) {
      const series = followed.series.get(signal);
      if (series !== undefined) batch.samples.add(i, series, value);
    }
  }

  #followedOf(batch: RecordBatch, i: number): Followed | null {
    const source = batch.source[i];
    const known = this.#bySource.get(source);
    if (known !== undefined) return known;
    const isCan = this.#sources.networkOf(source) === Network.can;
    const isExtended = (batch.flags[i] & Flag.extendedId) !== 0;
    const found = isCan ? this.#find(this.#sources.sources[source].ecu, messageKey(batch.id[i], isExtended)) : null;
    // Sources beyond the table's bound share the first one, whatever their ids.
    if (source !== 0) this.#bySource.set(source, found);
    return found;
  }

  /** In the first description of this bus that has the message. */
  #find(bus: string, key: number): Followed | null {
    for (const described of this.#buses) {
      const message =
        described.bus === null || described.bus === bus ? described.database.messages.get(key) : undefined;
      if (message) return this.#follow(message, described.signals);
    }
    return null;
  }

  #follow(message: CanMessage, wanted: readonly string[] | null): Followed | null {
    const signals = message.signals.filter(({ name }) => isWanted(`${message.name}.${name}`, wanted));
    const series = new Map(signals.map((signal) => [signal, this.#seriesOf(message, signal)]));
    return signals.length === 0 ? null : { message: { ...message, signals }, series };
  }

  #seriesOf(message: CanMessage, signal: CanSignal): number {
    const series = this.#sources.internSeries(`${message.name}.${signal.name}`, signal.unit);
    const texts = Array.from(signal.texts, ([raw, text]) => [physicalValue(signal, raw), text] as const);
    this.#sources.nameValues(series, new Map(texts));
    return series;
  }
}

const isWanted = (name: string, wanted: readonly string[] | null): boolean =>
  wanted === null || wanted.some((pattern) => fits(name, pattern.split('*')));

/** Whether the parts stand in `name` one after the other, the first at its beginning and the last at its end. */
function fits(name: string, [first, ...rest]: readonly string[]): boolean {
  if (!name.startsWith(first)) return false;
  if (rest.length === 0) return name === first;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = rest[rest.length - 1];
  return name.length - at >= last.length && name.endsWith(last);
}
