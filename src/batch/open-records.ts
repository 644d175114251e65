import type { FoundRecord, RecordReader } from '#src/diagnosis/record-reader.ts';
import { findRecords, recordsAround } from '#src/evidence/find-records.ts';
import type { StoredFiles } from './open-quotes.ts';

/** Reads records from the stored files: no more of each than what is wanted may stand in. */
export function openRecords(files: StoredFiles): RecordReader {
  return {
    async search({ files: searched, query, limit, signal }) {
      const found: FoundRecord[] = [];
      const isWanted = (): boolean => !signal.aborted;
      for (const file of searched) {
        if (found.length >= limit || signal.aborted) break;
        const log = await files(file);
        found.push(...(await findRecords(log, { file, limit: limit - found.length, query, isWanted })));
      }
      return found;
    },
    async around({ at, before, after, signal }) {
      const isWanted = (): boolean => !signal.aborted;
      return recordsAround(await files(at.file), { at, before, after, isWanted });
    },
  };
}
