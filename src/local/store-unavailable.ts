const SENTENCES = {
  full: 'There is no room left on the disk with the data folder: make some.',
  'read-only': 'The data folder cannot be written to: make it writable for this user, and see that its disk has room.',
  broken: 'The disk with the data folder reports errors: check it.',
  busy: 'The database of the data folder is held by another program: end it.',
  'too-many-files': 'Too many files are open on this machine: end programs, or raise its limit (ulimit -n).',
  damaged: 'The database of the data folder is damaged: end Argus and start it again, which repairs it.',
} as const;

type StoreTrouble = keyof typeof SENTENCES;

/** The data folder does not take or give what it should, for no fault of the request: the same again may work later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause?: unknown) {
    super(SENTENCES[trouble], { cause });
    this.trouble = trouble;
  }
}

/** By what the system says of a write. EFBIG: the limit on file sizes of this process or file system. */
const BY_CODE: Record<string, StoreTrouble> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EIO: 'broken',
  EMFILE: 'too-many-files',
  ENFILE: 'too-many-files',
};

/** Primary result codes, https://sqlite.org/rescode.html. */
const BY_SQLITE_CODE: Record<number, StoreTrouble> = {
  3: 'read-only', // SQLITE_PERM
  5: 'busy', // SQLITE_BUSY
  8: 'read-only', // SQLITE_READONLY
  10: 'broken', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'read-only', // SQLITE_CANTOPEN
  26: 'damaged', // SQLITE_NOTADB
};

/** The same error, as `StoreUnavailable` where it says something about the disk and not about the request. */
export function asStoreError(error: unknown): unknown {
  const { code = '', errcode = 0 } = error as { code?: string; errcode?: number };
  const trouble = code === 'ERR_SQLITE_ERROR' ? BY_SQLITE_CODE[errcode & 0xff] : BY_CODE[code];
  return trouble ? new StoreUnavailable(trouble, error) : error;
}
