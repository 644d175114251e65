import { OldDataFolder } from '#src/local/database.ts';
import { FolderInUse } from '#src/local/folder-lock.ts';
import { FolderUnavailable } from '#src/local/make-folder.ts';
import { StoreUnavailable } from '#src/local/store-unavailable.ts';

export const DEFAULT_DATA_DIR = '.argus';

/** What may be wrong with a data folder and its user can mend: their messages are whole sentences. */
export const isFolderTrouble = (error: unknown): error is Error =>
  [FolderInUse, FolderUnavailable, OldDataFolder, StoreUnavailable].some((kind) => error instanceof kind);
