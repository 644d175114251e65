import { closeSync, openSync, readSync } from 'node:fs';
import { containerOf } from '#src/parsers/containers/walk-containers.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import type { FileToCollect } from './collector.ts';

/** Some lines tell enough. */
const HEAD_BYTES = 1 << 12;
/** A smaller one is read before its code is fast, whoever reads it. */
const WORTH_BYTES = 1 << 20;

/** Name of what its first lines look like, the same for files that one code reads; of small ones, and of what cannot be read, nothing. */
export function kindOfFile({ path, sizeBytes }: FileToCollect): string {
  if (sizeBytes < WORTH_BYTES) return '';
  const head = headOf(path);
  return containerOf(head)?.name ?? findFormat(head, LOG_FORMATS)?.name ?? '';
}

/** None where it cannot be read: its reader says so. */
function headOf(path: string): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return head.subarray(0, 0);
  }
}
