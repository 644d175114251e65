import type { FileToCollect } from './collector.ts';

/** Files that several threads take from, each file once. All of it can be posted to a thread. */
export interface FileQueue {
  /** The largest first: nobody begins it when the others are through. */
  files: readonly FileToCollect[];
  /** For each of `files` the number of its kind: those of one kind are read by the same code. */
  kinds: readonly number[];
  /** Shared by the threads: 1 for each of `files` that was taken. */
  taken: Int32Array;
  /** Shared by the threads: 1 for each kind of which a file was taken. */
  begun: Int32Array;
}

/** `kindOf` may err: it decides only who reads what. */
export function fileQueue(files: readonly FileToCollect[], kindOf: (file: FileToCollect) => string): FileQueue {
  const largestFirst = files.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const names = largestFirst.map(kindOf);
  const all = [...new Set(names)];
  const kinds = names.map((name) => all.indexOf(name));
  return { files: largestFirst, kinds, taken: sharedFlags(files.length), begun: sharedFlags(all.length) };
}

const sharedFlags = (count: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));

/** A file is begun before a larger one that is less than this many times as large. */
const ABOUT_AS_LARGE = 2;
/** More are not compared: a session may have ten thousand. */
const MOST_COMPARED = 64;

/**
 * The files that this thread is to read, until none is left. Each thread compiles what it runs, and a kind of file costs it a
 * quarter of a second until its code is fast: of files about as large as the largest that is left, one of a kind that this
 * thread has read goes first, then one of a kind that nobody has begun.
 */
export function* takeFiles({ files, kinds, taken, begun }: FileQueue): Generator<FileToCollect> {
  const own = new Set<number>();
  let first = 0;
  for (let next = choose(); next !== undefined; next = choose()) {
    if (Atomics.exchange(taken, next, 1) === 1) continue;
    own.add(kinds[next]);
    Atomics.store(begun, kinds[next], 1);
    yield files[next];
  }

  function choose(): number | undefined {
    while (first < files.length && Atomics.load(taken, first) === 1) first++;
    const large = aboutAsLarge();
    const isNew = (index: number): boolean => Atomics.load(begun, kinds[index]) === 0;
    // Another thread may have taken the largest in between.
    if (large.length === 0) return first < files.length ? first : undefined;
    return large.find((index) => own.has(kinds[index])) ?? large.find(isNew) ?? large[0];
  }

  function aboutAsLarge(): number[] {
    const found: number[] = [];
    for (let index = first; index < files.length && found.length < MOST_COMPARED; index++) {
      if (files[index].sizeBytes * ABOUT_AS_LARGE < files[first].sizeBytes) break;
      if (Atomics.load(taken, index) === 0) found.push(index);
    }
    return found;
  }
}
