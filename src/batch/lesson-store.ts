import type { Lesson } from '#src/diagnosis/taught/lesson.ts';

/**
 * What engineers taught, one lesson per batch. Kept for good: a lesson outlives the batch that taught it. Writes are
 * optimistic: they name the version that they replace.
 */
export interface LessonStore {
  find(batchId: string): Promise<Lesson | undefined>;
  /** False when the stored version is not `lesson.version - 1` (0: there is none yet). */
  put(lesson: Lesson): Promise<boolean>;
  /** All of them, in order of batch id. */
  list(): Promise<Lesson[]>;
}
