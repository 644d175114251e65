import { Network, type SourceTable } from '../source-table.ts';
import { type FrameSources, NO_CHANNEL } from './frame-sources.ts';

/** More pairs of channel and kind than any recording has. */
const MAX_KNOWN = 4096;

/**
 * Sources of what a recording holds beside frames (statistics, states, comments): bus and kind. The kinds are a list of
 * the format's, so that a hostile file makes no sources.
 */
export class EventSources {
  readonly #kinds: readonly string[];
  readonly #sources: FrameSources;
  readonly #table: SourceTable;
  readonly #known = new Map<number, number>();

  constructor(kinds: readonly string[], sources: FrameSources, table: SourceTable) {
    this.#kinds = kinds;
    this.#sources = sources;
    this.#table = table;
  }

  /** `kind` is a row of the list; `channel` one of CAN, or `NO_CHANNEL` for what belongs to no bus. */
  sourceOf(channel: number, kind: number): number {
    const key = (channel + 1) * this.#kinds.length + kind;
    return this.#known.get(key) ?? this.#add(key, channel, kind);
  }

  #add(key: number, channel: number, kind: number): number {
    const bus = channel === NO_CHANNEL ? '' : this.#sources.busName(this.#sources.channel(Network.can, channel));
    const source = this.#table.intern(bus, this.#kinds[kind], '');
    if (this.#known.size < MAX_KNOWN) this.#known.set(key, source);
    return source;
  }
}
