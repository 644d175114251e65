import type { FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import { sealPointers } from '#src/evidence/pointers.ts';
import { failedFile } from './failures.ts';
import type { FileList } from './file-list.ts';

/** Hashes of files that are read in ranges: whoever reads a range cannot know them. */
export class FileHashes {
  readonly #list: FileList;
  readonly #hashes = new Map<number, string>();

  constructor(list: FileList) {
    this.#list = list;
  }

  set(file: number, sha256: string): void {
    this.#hashes.set(file, sha256);
  }

  /** Writes the file's hash into the evidence of a range; what is wrong with the file instead, where something is. */
  seal(evidence: FileEvidence): FailedFile | undefined {
    if (!evidence.range) return undefined;
    const { index } = evidence.file;
    const file = this.#list.at(index);
    const sha256 = this.#hashes.get(index);
    if (sha256 === undefined) return failedFile(index, file, 'unit-lost');
    if (file.sha256 !== null && file.sha256 !== sha256) return failedFile(index, file, 'content-changed');
    sealPointers(evidence, sha256);
    return undefined;
  }
}
