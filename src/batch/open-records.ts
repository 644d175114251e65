import type { FoundRecord, RecordReader, RecordSearch } from '#src/diagnosis/record-reader.ts';
import { findRecords, findRecordsBack, type Search } from '#src/evidence/find-records.ts';
import { recordsAround } from '#src/evidence/records-around.ts';
import type { StoredFiles } from './open-quotes.ts';

/** Reads records from the stored files: no more of each than what is wanted may stand in. */
export function openRecords(files: StoredFiles): RecordReader {
  return {
    search: (search) => (search.before ? searchBack(files, search) : searchOn(files, search)),
    async around({ at, before, after, signal }) {
      const isWanted = (): boolean => !signal.aborted;
      return recordsAround(await files(at.file), { at, before, after, isWanted });
    },
  };
}

async function searchOn(files: StoredFiles, search: RecordSearch): Promise<FoundRecord[]> {
  const { after, limit, signal } = search;
  const found: FoundRecord[] = [];
  for (const file of search.files) {
    if (found.length >= limit || signal.aborted) break;
    if (after && file < after.file) continue;
    const own = { ...ofFile(search, file), limit: limit - found.length, ...(after?.file === file && { after }) };
    found.push(...(await findRecords(await files(file), own)));
  }
  return found;
}

async function searchBack(files: StoredFiles, search: RecordSearch): Promise<FoundRecord[]> {
  const { before, limit, signal } = search;
  let found: FoundRecord[] = [];
  for (const file of search.files.toReversed()) {
    if (found.length >= limit || signal.aborted) break;
    if (before && file > before.file) continue;
    const own = { ...ofFile(search, file), limit: limit - found.length, ...(before?.file === file && { before }) };
    found = [...(await findRecordsBack(await files(file), own)), ...found];
  }
  return found;
}

const ofFile = ({ query, signal }: RecordSearch, file: number): Omit<Search, 'limit'> => ({
  file,
  query,
  isWanted: () => !signal.aborted,
});
