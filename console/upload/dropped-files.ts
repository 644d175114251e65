/** A file that a reader gave, with its path inside the folder that was dropped. */
export interface GivenFile {
  name: string;
  file: File;
}

/** Files of an `<input type=file>`, also of one for folders. */
export const filesOfInput = (input: HTMLInputElement): GivenFile[] =>
  byName([...(input.files ?? [])].map((file) => ({ name: innerPath(file.webkitRelativePath || file.name), file })));

/** Files that were dropped, those of folders among them, however deep. */
export async function filesOfDrop(transfer: DataTransfer): Promise<GivenFile[]> {
  // Entries must be taken before the first wait: the browser empties the list after that.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const found: GivenFile[] = [];
  for (const entry of entries) if (entry) await collect(entry, found);
  return byName(found.map(({ name, file }) => ({ name: innerPath(name), file })));
}

async function collect(entry: FileSystemEntry, into: GivenFile[]): Promise<void> {
  const name = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) into.push({ name, file: await fileOf(entry as FileSystemFileEntry) });
  else for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await collect(inner, into);
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A browser hands out at most a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** `session/ecu/a.dlt` → `ecu/a.dlt`: the folder that was dropped is the batch itself. */
const innerPath = (path: string): string => path.split('/').slice(1).join('/') || path;

/** Hidden files are of the machine that the folder lay on, not of the vehicle. */
const byName = (files: GivenFile[]): GivenFile[] =>
  files
    .filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
