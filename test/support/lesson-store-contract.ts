import { expect, test } from 'vitest';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';

export const aLesson = (more: Partial<Lesson> = {}): Lesson => ({
  batchId: '01JD8Y2M3N4P5Q6R7S8T9V0W1X',
  version: 1,
  isDisabled: false,
  resolution: 'correct',
  cause: 'The coolant valve is stuck',
  actions: ['Replace the valve.'],
  lines: [
    {
      fingerprint: 'v1:00112233',
      likeness: 'l1:00112233',
      kind: null,
      code: null,
      ecu: 'gwc',
      text: 'valve <num> does not move',
    },
  ],
  harmless: [],
  platform: 'J7',
  firmware: null,
  history: [{ version: 1, what: 'taught', by: 'Ada', why: null, atMs: 1_772_000_000_000 }],
  ...more,
});

/** What every `LessonStore` promises. `open` gives an empty one. */
export function lessonStoreContract(open: () => Promise<LessonStore>): void {
  test('gives back what was put, and lists it in order of batch', async () => {
    const store = await open();
    const [later, earlier] = [aLesson(), aLesson({ batchId: '01JD8Y2M3N4P5Q6R7S8T9V0W10', cause: null })];
    expect([await store.put(later), await store.put(earlier)]).toEqual([true, true]);
    expect(await store.find(later.batchId)).toEqual(later);
    expect(await store.list()).toEqual([earlier, later]);
    expect(await store.find('0'.repeat(26))).toBeUndefined();
  });

  test('takes a change only of the version that it names', async () => {
    const store = await open();
    await store.put(aLesson());
    const second = aLesson({ version: 2, isDisabled: true });
    expect(await store.put(aLesson({ cause: 'Somebody else was first' }))).toBe(false);
    expect(await store.put(aLesson({ version: 3 }))).toBe(false);
    expect(await store.put(second)).toBe(true);
    expect(await store.put(aLesson({ version: 2 }))).toBe(false);
    expect(await store.find(second.batchId)).toEqual(second);
    expect(await store.put(aLesson({ batchId: '0'.repeat(26), version: 2 }))).toBe(false);
  });

  test('lets one of many at once through', async () => {
    const store = await open();
    await store.put(aLesson());
    const puts = Array.from({ length: 20 }, (_, i) => store.put(aLesson({ version: 2, cause: `Cause number ${i}` })));
    expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
  });

  test('lists more than one page holds', async () => {
    const store = await open();
    const actions = Array.from({ length: 8 }, () => 'x'.repeat(300));
    for (let i = 0; i < 450; i++) await store.put(aLesson({ batchId: String(i).padStart(26, '0'), actions }));
    expect(await store.list()).toHaveLength(450);
  });
}
