import type { SourceTable } from '../source-table.ts';
import type { Serialization } from './field-cursor.ts';
import { contentOf, type RosChannel } from './ros-message.ts';

/** Recorders number their topics from 0 or 1 on. */
const NEAR_IDS = 256;

/** The topics of a recording by the number that its messages name them with. */
export class Topics {
  readonly #sources: SourceTable;
  readonly #near: (RosChannel | undefined)[] = Array.from({ length: NEAR_IDS });
  readonly #far = new Map<number, RosChannel>();

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  /** Recordings repeat their topics at the end; of two that differ the later one holds. */
  add(
    id: number,
    topic: string,
    { type, serialization }: { type: string; serialization: Serialization | undefined },
  ): void {
    const plainType = type.replace('/msg/', '/');
    const source = this.#sources.intern('', topic, plainType);
    const channel = { content: contentOf(plainType, serialization), serialization, source };
    if (id < NEAR_IDS) this.#near[id] = channel;
    else this.#far.set(id, channel);
  }

  find(id: number): RosChannel | undefined {
    return id < NEAR_IDS ? this.#near[id] : this.#far.get(id);
  }
}
