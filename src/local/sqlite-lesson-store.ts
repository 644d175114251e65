import * as z from 'zod/mini';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import { Lesson } from '#src/diagnosis/taught/lesson.ts';
import type { Database, Row } from './database.ts';

/** `LessonStore` on the database of this machine. */
export function sqliteLessonStore(database: Database): LessonStore {
  const find = database.prepare('SELECT lesson FROM lesson WHERE batch = ?');
  const list = database.prepare('SELECT lesson FROM lesson ORDER BY batch');
  const insert = database.prepare(
    'INSERT INTO lesson (batch, version, lesson) VALUES (?, 1, ?) ON CONFLICT DO NOTHING',
  );
  const replace = database.prepare('UPDATE lesson SET version = ?, lesson = ? WHERE batch = ? AND version = ?');
  return {
    async find(batchId) {
      const row = find.get(batchId);
      return row && lessonOf(row);
    },
    async put(lesson) {
      const { batchId, version } = lesson;
      const text = JSON.stringify(lesson);
      return (version === 1 ? insert.run(batchId, text) : replace.run(version, text, batchId, version - 1)) > 0;
    },
    list: async () => list.all().map(lessonOf),
  };
}

const lessonOf = ({ lesson }: Row): Lesson => z.parse(Lesson, JSON.parse(String(lesson)));
