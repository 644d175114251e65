import { openDatabase, refuseOldFolder } from './database.ts';
import { findChangedUploads } from './find-changed-uploads.ts';
import { findDisagreements, type Trouble } from './find-disagreements.ts';
import { lockFolder } from './folder-lock.ts';
import { folderObjectStore, objectFolder } from './folder-object-store.ts';
import { findDamage, mendDatabase } from './mend-database.ts';
import { uploadSigner } from './upload-url.ts';

interface Examination {
  dataDir: string;
  /** Whether what can be mended is. */
  repair: boolean;
  nowMs: number;
}

export interface Finding {
  sentence: string;
  isMended: boolean;
}

/**
 * Everything that is wrong with a data folder in which no Argus runs. Reads every byte of it. Throws `FolderInUse`,
 * `FolderUnavailable`, `OldDataFolder` and `StoreUnavailable`.
 */
export async function* examineFolder({ dataDir, repair, nowMs }: Examination): AsyncGenerator<Finding> {
  const lock = lockFolder(dataDir);
  try {
    refuseOldFolder(dataDir);
    const damage = findDamage(dataDir, { isThorough: true });
    if (damage !== undefined && !repair) return yield { sentence: `The database ${damage}.`, isMended: false };
    const sentence = mendDatabase(dataDir, nowMs, { isThorough: true });
    if (sentence !== undefined) yield { sentence, isMended: true };
    yield* examineBatches(dataDir, repair);
  } finally {
    lock.release();
  }
}

async function* examineBatches(dataDir: string, repair: boolean): AsyncGenerator<Finding> {
  const database = openDatabase(dataDir);
  try {
    // Nothing is granted here.
    const signer = uploadSigner({ key: Buffer.alloc(0), baseUrl: () => '' });
    const store = folderObjectStore({ folder: objectFolder(dataDir), signer });
    const folder = { database, store, objectFolder: objectFolder(dataDir) };
    for (const trouble of await findDisagreements(folder)) yield settle(trouble, repair);
    for await (const trouble of findChangedUploads(folder)) yield settle(trouble, repair);
  } finally {
    database.close();
  }
}

async function settle({ sentence, mend }: Trouble, repair: boolean): Promise<Finding> {
  if (!mend || !repair) return { sentence, isMended: false };
  await mend();
  return { sentence, isMended: true };
}
