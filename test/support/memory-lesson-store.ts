import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';

/** The model of the port. */
export function memoryLessonStore(): LessonStore {
  const lessons = new Map<string, Lesson>();
  return {
    find: async (batchId) => lessons.get(batchId),
    async put(lesson) {
      if ((lessons.get(lesson.batchId)?.version ?? 0) !== lesson.version - 1) return false;
      lessons.set(lesson.batchId, structuredClone(lesson));
      return true;
    },
    list: async () => [...lessons.values()].sort((a, b) => (a.batchId < b.batchId ? -1 : 1)),
  };
}
