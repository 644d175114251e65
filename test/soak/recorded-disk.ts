import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One change of a recorded disk; `disk-shim.c` says what the letters mean. `A` is what a client was told by then. */
type Change =
  | { kind: 'create'; inode: string; path: string }
  | { kind: 'write'; inode: string; offset: number; bytes: Buffer }
  | { kind: 'truncate'; inode: string; length: number }
  | { kind: 'sync-begins'; sync: string; inode: string; path: string }
  | { kind: 'sync-ends'; sync: string }
  | { kind: 'rename'; from: string; to: string }
  | { kind: 'link'; from: string; to: string }
  | { kind: 'make-folder'; path: string }
  | { kind: 'remove'; path: string }
  | { kind: 'told'; text: string };

type NameChanging = Exclude<Change, { kind: 'write' | 'truncate' | 'sync-begins' | 'sync-ends' | 'told' }>;

/** Reads the diary of `disk-shim.c`. */
export function readDiary(path: string): Change[] {
  const bytes = readFileSync(path);
  const changes: Change[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const [letter, ...fields] = bytes.toString('utf8', at, end).split('\t');
    const length = letter === 'W' ? Number(fields[2]) : 0;
    changes.push(changeOf(letter, fields, bytes.subarray(end + 1, end + 1 + length)));
    at = end + 1 + length;
  }
  return changes;
}

function changeOf(letter: string, [a, b, c]: string[], bytes: Buffer): Change {
  switch (letter) {
    case 'C':
      return { kind: 'create', inode: a, path: b };
    case 'W':
      return { kind: 'write', inode: a, offset: Number(b), bytes };
    case 'T':
      return { kind: 'truncate', inode: a, length: Number(b) };
    case 'B':
      return { kind: 'sync-begins', sync: a, inode: b, path: c };
    case 'E':
      return { kind: 'sync-ends', sync: a };
    case 'R':
      return { kind: 'rename', from: a, to: b };
    case 'L':
      return { kind: 'link', from: a, to: b };
    case 'M':
      return { kind: 'make-folder', path: a };
    case 'A':
      return { kind: 'told', text: a };
    default:
      return { kind: 'remove', path: a };
  }
}

/** How much of what was not synced a power cut takes with it. */
export type Loss = 'nothing' | 'everything' | 'parts';

interface File {
  content: (Extract<Change, { kind: 'write' | 'truncate' }> & { isSynced: boolean })[];
}

interface NameChange {
  name: string;
  /** Undefined: the name goes. */
  target: File | 'folder' | undefined;
  isSynced: boolean;
}

const SECTOR_BYTES = 512;

/**
 * What a disk may hold when the power fails after some changes. A file's bytes are on disk when a sync of it that began
 * after they were written has ended; a name, when that holds for its folder. Of the rest any part may be there, in any
 * order, down to single sectors: more than a real disk and file system would allow themselves.
 */
export class RecordedDisk {
  readonly #root: string;
  readonly #files = new Map<string, File>();
  readonly #byPath = new Map<string, File>();
  readonly #folders = new Map<string, NameChange[]>();
  readonly #syncs = new Map<string, { isSynced: boolean }[]>();
  readonly told: string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  apply(change: Change): void {
    if (change.kind === 'told') this.told.push(change.text);
    else if (change.kind === 'write' || change.kind === 'truncate') this.#change(change);
    else if (change.kind === 'sync-begins') this.#beginSync(change);
    else if (change.kind === 'sync-ends') this.#endSync(change.sync);
    else this.#rename(change);
  }

  /** Writes the disk as it is found after the cut into `folder`. `chance` gives numbers from 0 to 1. */
  writeImage(folder: string, loss: Loss, chance: () => number): void {
    const stays = (change: { isSynced: boolean }) =>
      change.isSynced || loss === 'nothing' || (loss === 'parts' && chance() < 0.5);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#writeFolder(this.#root, folder, { stays, torn: loss === 'parts' ? chance : undefined });
  }

  #change(change: Extract<Change, { kind: 'write' | 'truncate' }>): void {
    this.#files.get(change.inode)?.content.push({ ...change, isSynced: false });
  }

  #beginSync({ sync, inode, path }: Extract<Change, { kind: 'sync-begins' }>): void {
    const pending = this.#folders.get(path) ?? this.#files.get(inode)?.content ?? [];
    this.#syncs.set(sync, [...pending]);
  }

  #endSync(sync: string): void {
    for (const change of this.#syncs.get(sync) ?? []) change.isSynced = true;
    this.#syncs.delete(sync);
  }

  #rename(change: NameChanging): void {
    if (change.kind === 'create') {
      const file: File = { content: [] };
      this.#files.set(change.inode, file);
      this.#name(change.path, file);
    } else if (change.kind === 'make-folder') {
      this.#folders.set(change.path, []);
      this.#name(change.path, 'folder');
    } else if (change.kind === 'rename' || change.kind === 'link') {
      this.#name(change.to, this.#byPath.get(change.from));
      if (change.kind === 'rename') this.#name(change.from, undefined);
    } else {
      this.#name(change.path, undefined);
    }
  }

  #name(path: string, target: File | 'folder' | undefined): void {
    if (target === undefined || target === 'folder') this.#byPath.delete(path);
    else this.#byPath.set(path, target);
    const names = this.#folders.get(dirname(path)) ?? [];
    names.push({ name: relative(dirname(path), path), target, isSynced: false });
    this.#folders.set(dirname(path), names);
  }

  #writeFolder(path: string, to: string, fate: Fate): void {
    const names = new Map<string, NameChange['target']>();
    for (const change of this.#folders.get(path) ?? []) if (fate.stays(change)) names.set(change.name, change.target);
    for (const [name, target] of names) {
      if (target === undefined) continue;
      if (target !== 'folder') {
        writeFileSync(join(to, name), contentOf(target, fate), { mode: 0o600 });
        continue;
      }
      mkdirSync(join(to, name), { mode: 0o700 });
      this.#writeFolder(join(path, name), join(to, name), fate);
    }
  }
}

interface Fate {
  stays(change: { isSynced: boolean }): boolean;
  /** Where sectors of one write may be lost singly. */
  torn: (() => number) | undefined;
}

function contentOf(file: File, { stays, torn }: Fate): Buffer {
  let content: Buffer = Buffer.alloc(0);
  for (const change of file.content) {
    if (!stays(change)) continue;
    if (change.kind === 'truncate') content = resized(content, change.length);
    else content = written(content, change, change.isSynced ? undefined : torn);
  }
  return content;
}

function written(
  content: Buffer,
  { offset, bytes }: { offset: number; bytes: Buffer },
  torn: (() => number) | undefined,
) {
  const result = content.length < offset + bytes.length ? resized(content, offset + bytes.length) : content;
  for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
    if (torn && torn() < 0.3) continue;
    bytes.copy(result, offset + at, at, at + SECTOR_BYTES);
  }
  return result;
}

function resized(content: Buffer, length: number): Buffer<ArrayBuffer> {
  const result = Buffer.alloc(length);
  content.copy(result);
  return result;
}
