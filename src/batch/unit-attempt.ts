import type { ObjectStore } from './ports.ts';
import { findJson, writeJson } from './stored-json.ts';

interface AttemptMark {
  run: string;
  attempt: number;
  /** The file in hand; only noted from the second attempt on. */
  file: number | null;
  /** Files that were in hand when an attempt ended without a word, once per time. */
  suspects: number[];
}

export interface UnitAttempt {
  isDeadly(file: number): boolean;
  /** Call before each file: should the worker die now, the next attempt knows at which one. */
  take(file: number): Promise<void>;
  /** Call when the attempt ends by itself, in an error too: no file is to blame. */
  putDown(): Promise<void>;
}

/** Once may be an outage that also kept `putDown` from being written; twice the same file is the file. */
const DEATHS_TO_BLAME = 2;

/**
 * Finds the file that kills its worker (memory, time) without a mark per file in the normal case. The first attempt notes
 * only that it began; later ones note each file before they take it, and leave out the one that was in hand at two deaths.
 * `run` names the process the workers live in: when all of it was killed, no file is to blame.
 */
export async function beginAttempt(store: ObjectStore, key: string, run: string): Promise<UnitAttempt> {
  const last = await findJson<AttemptMark>(store, key);
  const before = last?.run === run ? last : { attempt: 0, file: null, suspects: [] };
  const suspects = before.file === null ? before.suspects : [...before.suspects, before.file];
  const attempt = before.attempt + 1;
  const mark = (file: number | null) => writeJson(store, key, { run, attempt, file, suspects } satisfies AttemptMark);
  await mark(null);
  const markIfCareful = async (file: number | null) => {
    if (attempt > 1) await mark(file);
  };
  return {
    isDeadly: (file) => suspects.filter((suspect) => suspect === file).length >= DEATHS_TO_BLAME,
    take: markIfCareful,
    putDown: () => markIfCareful(null),
  };
}
