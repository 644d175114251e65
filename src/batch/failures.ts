import { type FailedFile, isDocument } from '#src/evidence/file-evidence.ts';
import type { BatchFile } from './batch.ts';
import { ObjectNotFound, ObjectUnreadable } from './ports.ts';

/** Why a file is missing from the evidence for reasons of its journey; what a parser finds wrong comes from `ParseError`. */
const SENTENCES = {
  'not-uploaded': (name: string) =>
    `"${name}" had not arrived when the batch was started, so it is not part of the diagnosis. Upload it in a new batch.`,
  'content-changed': (name: string) =>
    `"${name}" is stored with other bytes than its declared SHA-256. Upload it again in a new batch.`,
  'size-changed': (name: string) =>
    `"${name}" is stored with more or fewer bytes than were declared. Upload it again in a new batch.`,
  'object-gone': (name: string) =>
    `"${name}" has been removed from the store since it was uploaded. Upload it again in a new batch.`,
  'parser-defect': (name: string) =>
    `"${name}" could not be read because of a defect in Argus' parser; the other files were read. Please report it with the file.`,
  'worker-died': (name: string) =>
    `"${name}" could not be read: reading it took too much memory or time, twice. Split it into smaller files and upload them in a new batch.`,
  'reader-ended': (name: string) =>
    `"${name}" could not be read: the thread that read it ended before it was through; the other files were read. Please report it with the file.`,
  'file-too-large': (name: string) =>
    `"${name}" was not read: one worker reads at most 24 GiB front to back, 3 GiB of packed logs, and 48 GiB of a format that can be cut into ranges. Send it unpacked, or in several files.`,
  'range-lost': (name: string) =>
    `A range of "${name}" could not be read: every attempt broke off. Upload it in a new batch, in several files.`,
  'unit-lost': (name: string) =>
    `"${name}" could not be read: every attempt to read it or its neighbours broke off. Upload it in a new batch to try again.`,
} as const;

export type FailureKind = keyof typeof SENTENCES;

export const failedFile = (index: number, { name, sizeBytes, sha256 }: BatchFile, fault: FailureKind): FailedFile => ({
  index,
  name,
  member: null,
  sha256,
  sizeBytes,
  fault,
  message: SENTENCES[fault](name),
});

/** What is wrong with the stored object of a file, where that is what was thrown; undefined when it is not to blame. */
export function failureOfObject(error: unknown, index: number, file: BatchFile): FailedFile | undefined {
  if (error instanceof ObjectNotFound) return failedFile(index, file, 'object-gone');
  if (!(error instanceof ObjectUnreadable)) return undefined;
  const message = `"${file.name}" could not be read: the store does not give it (${error.reason}). See to the stored object, or upload the file again in a new batch.`;
  return { ...failedFile(index, file, 'object-gone'), fault: 'object-unreadable', message };
}

/** Documents among the logs were looked at, and there was nothing in them to read: nothing is missing. */
export const areDocuments = (failed: readonly FailedFile[]): boolean => failed.length > 0 && failed.every(isDocument);
