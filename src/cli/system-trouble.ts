/** What the system refuses and a user can mend, by its code. */
const TROUBLES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room and run the same command again.',
  EDQUOT: 'Your share of the disk is used up: make room and run the same command again.',
  EROFS: 'The disk takes nothing: it is mounted read-only.',
  EIO: 'The disk failed to read or write.',
  EACCES: 'The permission is missing.',
  EPERM: 'The permission is missing.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine.',
};

/** One sentence for an error of the system, with the file where it names one; undefined for any other error. */
export function troubleSentence(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const sentence = code === undefined ? undefined : TROUBLES[code];
  return sentence && (path === undefined ? sentence : `${path}: ${sentence}`);
}
