import { describe, expect, it } from 'vitest';
import { HOSTILE_ANSWERS, SOUND_CLAIM } from '#test/support/hostile-answers.ts';
import { brokenBy } from '#test/support/hostile-model.ts';
import { answering } from '#test/support/scripted-model.ts';

describe('no word of its own reaches a reader, the rules’ report stands, and money stays within its cap, of a model that', () => {
  it.each(HOSTILE_ANSWERS)('$name', async (answer) => {
    expect(await brokenBy(answer)).toEqual([]);
  });
});

describe('the judge of hostile answers', () => {
  it('holds at least 30 of them, no two alike', () => {
    expect(new Set(HOSTILE_ANSWERS.map(({ scripts }) => JSON.stringify(scripts))).size).toBeGreaterThanOrEqual(30);
  });

  it('lets a sound claim stand', async () => {
    const answer = { name: 'sound', scripts: [answering(SOUND_CLAIM)], forbidden: [], sound: 1 };
    expect(await brokenBy(answer)).toEqual([]);
  });

  it('finds what did reach a reader', async () => {
    const forbidden = ['E5 (BRKE: “reset reason: power_loss”) may have led'];
    expect(await brokenBy({ name: 'sound', scripts: [answering(SOUND_CLAIM)], forbidden })).toHaveLength(5);
  });
});
