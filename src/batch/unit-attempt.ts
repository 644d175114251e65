import type { ObjectStore } from './ports.ts';
import { findJson, writeJson } from './stored-json.ts';

interface AttemptMark {
  run: string;
  attempt: number;
  /** The file in hand; only noted from the second attempt on. */
  file: number | null;
  /** Files in whose hands a worker died. */
  deadly: number[];
}

export interface UnitAttempt {
  isDeadly(file: number): boolean;
  /** Call before each file: should the worker die now, the next attempt knows at which one. */
  take(file: number): Promise<void>;
  /** Call when the attempt ends by itself, in an error too: no file is to blame. */
  putDown(): Promise<void>;
}

/**
 * Finds the file that kills its worker (memory, time) without a mark per file in the normal case. The first attempt notes
 * only that it began. If a worker died, the second notes each file before it takes it; the one that was in hand at the
 * next death is left out. `run` names the process the workers live in: when all of it was killed, no file is to blame.
 */
export async function beginAttempt(store: ObjectStore, key: string, run: string): Promise<UnitAttempt> {
  const last = await findJson<AttemptMark>(store, key);
  const before = last?.run === run ? last : { attempt: 0, file: null, deadly: [] };
  const deadly = before.file === null ? before.deadly : [...before.deadly, before.file];
  const attempt = before.attempt + 1;
  const isCareful = attempt > 1;
  const mark = (file: number | null) => writeJson(store, key, { run, attempt, file, deadly } satisfies AttemptMark);
  await mark(null);
  return {
    isDeadly: (file) => deadly.includes(file),
    take: async (file) => {
      if (isCareful) await mark(file);
    },
    putDown: async () => {
      if (isCareful) await mark(null);
    },
  };
}
