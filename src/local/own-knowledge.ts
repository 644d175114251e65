import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { columnsFor, type Field, rowOf } from '#src/knowledge/own/map-columns.ts';
import type { OwnRow } from '#src/knowledge/own/own-row.ts';
import { OwnKnowledgeError, type OwnPlace } from '#src/knowledge/own/own-store.ts';
import { readTable, UnreadableTable } from '#src/knowledge/own/read-tables.ts';

/** The rows of a file, each checked. Throws `OwnKnowledgeError` with the first faults, and then nothing is added. */
export function readOwnFile(path: string, name: string, named: Partial<Record<Field, string>>): OwnRow[] {
  const entries = tellingOf(name, () => readTable(name, readFileSync(path, 'utf8')));
  const columns = columnsFor([...new Set(entries.flatMap(({ fields }) => Object.keys(fields)))], named);
  if (typeof columns === 'string') throw new OwnKnowledgeError(`"${name}": ${columns}`);
  const rows = entries.map((entry) => rowOf(entry, columns, name));
  const faults = rows.filter((row) => typeof row === 'string');
  if (faults.length > 0) {
    const more = faults.length > 3 ? ` (and ${faults.length - 3} more)` : '';
    throw new OwnKnowledgeError(`"${name}": ${faults.slice(0, 3).join(' ')}${more}`);
  }
  return rows.filter((row) => typeof row !== 'string');
}

function tellingOf<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableTable) throw new OwnKnowledgeError(`"${name}": ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new OwnKnowledgeError(
      code === 'ENOENT' ? `There is no file "${name}".` : `"${name}" cannot be read (${code}).`,
    );
  }
}

/** A folder that holds a user's knowledge. */
export const folderPlace = (folder: string): OwnPlace => ({
  name: folder,
  async read(file) {
    try {
      return await readFile(join(folder, file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      throw new OwnKnowledgeError(`"${join(folder, file)}" cannot be read (${code}).`);
    }
  },
  async publish(file, content) {
    const path = join(folder, file);
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.new`, content, { mode: 0o600 });
    await rename(`${path}.new`, path);
  },
});
