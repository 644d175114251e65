import type { BatchFile } from './batch.ts';
import { filesKey } from './keys.ts';
import type { ObjectStore } from './ports.ts';

/** The files of a batch as declared at its creation, by index. A line is parsed when it is asked for: a unit needs a few of 10,000. */
export interface FileList {
  readonly count: number;
  at(file: number): BatchFile;
}

export async function readFileList(store: ObjectStore, batchId: string): Promise<FileList> {
  const text = new TextDecoder().decode(await store.readAll(filesKey(batchId)));
  const lines = text.trimEnd().split('\n');
  return { count: lines.length, at: (file) => JSON.parse(lines[file]) as BatchFile };
}
