import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { joinBoots } from '#src/evidence/merge/join-ranges.ts';
import { compareText } from '#src/evidence/pointers.ts';
import { CLOCK_TOLERANCE_US, type Streamed, streamKey } from './place.ts';

type Summary = BatchEvidence['files'][number];
type PlacedBoot = BatchEvidence['lifecycles'][number];

/** A file in its log: the first file of it, and how many bytes of it came before this one. */
export interface Part extends Streamed {
  base: number;
}

/**
 * The logs of a batch: one that its logger went on with in a new file is one log, and a place in any of its files is a
 * place in it. A file goes on with another one where both are of one format, bear one name but for numbers, share a
 * writer, and its first time is not before the last one of the other. Files without times stay alone.
 */
export class Logs {
  readonly #parts = new Map<string, Part>();
  readonly #bytes = new Map<string, number>();
  readonly #ends = new Map<string, number>();

  constructor(files: readonly Summary[]) {
    for (const log of Map.groupBy(files, familyOf).values()) for (const parts of chainsOf(log)) this.#join(parts);
  }

  #join(parts: readonly Summary[]): void {
    const first = streamOf(parts[0]);
    const log = streamKey(first);
    let base = 0;
    for (const part of parts) {
      this.#parts.set(streamKey(streamOf(part)), { ...first, base });
      base += part.file.streamBytes;
    }
    this.#bytes.set(log, base);
    this.#ends.set(log, parts[parts.length - 1].lastTimeUs ?? 0);
  }

  partOf(stream: Streamed): Part {
    return this.#parts.get(streamKey(stream)) ?? { file: stream.file, member: stream.member, base: 0 };
  }

  /** The log that a file belongs to, as `streamKey` of its places. */
  logOf(stream: Streamed): string {
    return streamKey(this.partOf(stream));
  }

  /** Of all files of a log. */
  bytesOf(log: string): number {
    return this.#bytes.get(log) ?? 0;
  }

  /** The last time in a log; 0 where it has none. */
  endOf(log: string): number {
    return this.#ends.get(log) ?? 0;
  }

  /** Where a row was logged, by log, as offsets in it. */
  placesOf({ occurrences }: Pick<TemplateRow, 'occurrences'>): Map<string, number[]> {
    const places = new Map<string, number[]>();
    for (const each of occurrences) {
      const part = this.partOf(each);
      const log = streamKey(part);
      places.set(log, [...(places.get(log) ?? []), ...each.offsets.map((offset) => part.base + offset)]);
    }
    return places;
  }

  /** Boots as their ECUs had them: one that goes on in the next file of a log is one boot. */
  bootsOf(lifecycles: readonly PlacedBoot[]): PlacedBoot[] {
    const placed = lifecycles.map((boot) => ({ boot, part: this.partOf(boot.at) }));
    const byLog = Map.groupBy(placed, ({ part }) => streamKey(part));
    const ordered = [...byLog.values()].flatMap((own) => own.sort((a, b) => a.part.base - b.part.base));
    return joinBoots(
      ordered.map(({ boot, part }) => ({ ...boot, file: part.file })),
      ({ at }) => ({ log: this.logOf(at), part: this.partOf(at).base }),
    );
  }
}

const streamOf = ({ file: { index, member } }: Summary): Streamed => ({ file: index, member });

/** `messages`, `messages.1`, `messages-20260513.gz`: one name, but for numbers and how it was packed. */
const familyOf = ({ file: { name, member }, format }: Summary): string => {
  const [, folder, base] = /^(.*\/)?([^/]*)$/.exec(member ?? name) ?? [];
  const bare = base.replace(/\.(?:gz|xz|zst|bz2|lz4)$/i, '').replace(/[-_. \d]+/g, '');
  return [format, member === null ? '' : name, folder ?? '', bare].join('\0');
};

function chainsOf(files: readonly Summary[]): Summary[][] {
  const ordered = files.toSorted(
    (a, b) =>
      (a.firstTimeUs ?? 0) - (b.firstTimeUs ?? 0) ||
      a.file.index - b.file.index ||
      compareText(a.file.member ?? '', b.file.member ?? ''),
  );
  const chains: Summary[][] = [];
  for (const file of ordered) {
    const last = chains.at(-1);
    if (last && goesOn(last[last.length - 1], file)) last.push(file);
    else chains.push([file]);
  }
  return chains;
}

const goesOn = (a: Summary, b: Summary): boolean =>
  a.lastTimeUs !== null &&
  b.firstTimeUs !== null &&
  b.firstTimeUs >= a.lastTimeUs - CLOCK_TOLERANCE_US &&
  a.sources.some(({ ecu, app }) => b.sources.some((other) => other.ecu === ecu && other.app === app));
