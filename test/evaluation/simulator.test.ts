import { describe, expect, it } from 'vitest';
import type { CaseScore } from '#src/evaluation/score-report.ts';
import { runLine } from '#test/support/command-line.ts';

/** Of each kind and modifier something: `argus eval --simulator` without --only takes minutes. */
const FAULTS = [
  'bundle-signature/known/plain',
  'verity-corruption/known/plain',
  'flash-key/known/plain',
  'health-check/known/plain',
  'image-hash/held-out/plain',
  'flash-programming/unknown-vocabulary',
  'name-not-resolved/held-out/plain',
  'commit-not-reported/held-out/plain',
  'power-loss/held-out/plain',
  'package-unreadable/held-out/two-faults',
  'bundle-for-other-device/held-out/all-at-info',
  'server-refuses/known/loud-red-herring',
  'no-space/known/injected-text',
  'dependency/known/two-faults',
  'metadata-expired/known/foreign-notes',
  'out-of-memory/known/cut-file',
  'power-loss/known/clock-jump',
  'storage-io/known/missing-file',
  'delta-source/known/cause-not-logged',
];
const CONTROLS = [
  'rauc/noisy-healthy',
  'swupdate/recovered',
  'mender/healthy',
  'update-engine/noisy-healthy',
  'ucm/recovered',
  'uds/healthy',
  'otad/noisy-healthy',
  'drive/recovered',
  'unknown-vocabulary/healthy-1',
];

/** It breaks the promise today; none may join it. */
const FAULTY_TODAY: string[] = [];

const { stdout } = await runLine(['eval', '--simulator', '--only', [...FAULTS, ...CONTROLS].join(','), '--json']);
const evaluation = JSON.parse(stdout);
const scores = evaluation.cases as CaseScore[];
const idsOf = (is: (score: CaseScore) => boolean, but: string[] = []): string[] =>
  scores.filter((score) => is(score) && !but.includes(score.id)).map(({ id }) => id);

describe('the diagnosis of simulated sessions', () => {
  it('is scored case by case', () => {
    expect(scores.map(({ id }) => id).sort()).toEqual([...FAULTS, ...CONTROLS].sort());
  });

  it('sees no fault where there is none', () => {
    expect(idsOf(({ isFalseFault }) => isFalseFault, FAULTY_TODAY)).toEqual([]);
  });

  it('confirms nothing that is wrong', () => {
    expect(idsOf(({ isFalseConfirmed }) => isFalseConfirmed)).toEqual([]);
  });

  it('quotes only what stands in the logs', () => {
    expect(evaluation.totals.quotes).toBeGreaterThan(50);
    expect(idsOf(({ citations: { quotes, valid, dangling } }) => valid < quotes || dangling > 0)).toEqual([]);
  });

  it('does not depend on the order of files, nor on where a log was cut in two', () => {
    expect(evaluation.stability).toEqual({ tried: 9, changedByOrder: [], changedByRotation: [] });
  });

  it('finds most causes in words that no rule was written from', () => {
    const asked = scores.filter(({ isKnowable, kind }) => isKnowable && kind !== 'known' && kind !== 'control');
    const right = asked.filter(({ lead }) => lead === 'right');
    expect(right.length / asked.length).toBeGreaterThanOrEqual(0.7);
  });

  it('finds causes that public clients name', () => {
    const right = idsOf(({ lead }) => lead === 'right');
    expect(right).toEqual(expect.arrayContaining(['bundle-signature/known/plain', 'health-check/known/plain']));
  });
});
