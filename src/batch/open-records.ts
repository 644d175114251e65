import type { FoundRecord, RecordReader } from '#src/diagnosis/record-reader.ts';
import { findRecords, recordsAround } from '#src/evidence/find-records.ts';
import type { StoredFiles } from './open-quotes.ts';

/** Reads records from the stored files: each file in one pass, and no further than the last record that is wanted. */
export function openRecords({ codecs, open }: StoredFiles): RecordReader {
  return {
    async search({ files, query, limit, signal }) {
      const found: FoundRecord[] = [];
      const isWanted = (): boolean => !signal.aborted;
      for (const file of files) {
        if (found.length >= limit || signal.aborted) break;
        const input = { ...(await open(file)), codecs };
        found.push(...(await findRecords(input, { file, limit: limit - found.length, query, isWanted })));
      }
      return found;
    },
    async around({ at, before, after, signal }) {
      const isWanted = (): boolean => !signal.aborted;
      return recordsAround({ ...(await open(at.file)), codecs }, { at, before, after, isWanted });
    },
  };
}
