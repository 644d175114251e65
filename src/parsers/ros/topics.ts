import type { SourceTable } from '../source-table.ts';
import type { Serialization } from './field-cursor.ts';
import { contentOf, type RosChannel } from './ros-message.ts';

/** The topics of a recording by the number that its messages name them with. */
export class Topics {
  readonly #sources: SourceTable;
  readonly #channels = new Map<number, RosChannel>();
  #lastId = -1;
  #last: RosChannel | undefined;

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
    this.#channels.set(id, { content: contentOf(plainType, serialization), serialization, source });
    this.#lastId = -1;
  }

  find(id: number): RosChannel | undefined {
    if (id !== this.#lastId) {
      this.#lastId = id;
      this.#last = this.#channels.get(id);
    }
    return this.#last;
  }
}
