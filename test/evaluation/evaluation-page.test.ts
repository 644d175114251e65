import { describe, expect, it } from 'vitest';
import { evaluationPage } from '#src/evaluation/evaluation-page.ts';
import type { CaseScore } from '#src/evaluation/score-report.ts';

const score = (about: Partial<CaseScore>): CaseScore => ({
  id: 'no-space/known/plain',
  kind: 'known',
  family: 'no-space',
  modifier: 'plain',
  isKnowable: true,
  verdict: 'LIKELY',
  headline: 'There is no space.',
  outcome: 'failed',
  isOutcomeRight: true,
  lead: 'right',
  isAbstaining: false,
  causeCode: 'not-enough-space',
  isCauseNamed: true,
  isCauseQuoted: true,
  isDecoy: false,
  isFaultMissed: false,
  isFalseFault: false,
  isFalseConfirmed: false,
  falseStatement: null,
  citations: { quotes: 4, valid: 4, dangling: 0 },
  ...about,
});

const SCORES = [
  score({}),
  score({
    id: 'no-space/known/loud',
    modifier: 'loud',
    lead: 'wrong',
    isDecoy: true,
    citations: { quotes: 3, valid: 2, dangling: 1 },
  }),
  score({
    id: 'no-space/held-out/plain',
    kind: 'held-out',
    lead: 'none',
    verdict: 'INCONCLUSIVE',
    isCauseNamed: false,
    isCauseQuoted: false,
  }),
  score({ id: 'no-space/known/hidden', modifier: 'hidden', isKnowable: false, isAbstaining: true, lead: 'none' }),
  score({
    id: 'rauc/healthy',
    kind: 'control',
    family: 'rauc',
    modifier: 'healthy',
    isKnowable: false,
    lead: 'wrong',
    isFalseFault: true,
  }),
];

const page = evaluationPage({
  cases: SCORES,
  rows: [],
  stability: { tried: 2, changedByOrder: ['no-space/known/plain'], changedByRotation: ['no-space/known/plain'] },
  modifiers: { plain: 'nothing else', loud: 'a lot of noise', hidden: 'nothing says why' },
});

describe('the page of an evaluation', () => {
  it.each([
    ['counts right leads of the causes that the logs hold', '| right cause first, known | 50 % (1 of 2) | ≥ 85 % |'],
    ['says where nothing was tried', '| right cause first, unknown-vocabulary | - | ≥ 60 % |'],
    ['counts apart what cannot be known', '| INCONCLUSIVE where the cause is not in the logs | 1 of 1 | all |'],
    ['counts quotes that changed and ids that lead nowhere', '| invalid citations | 2 of 19 | 0 |'],
    ['counts faults seen in controls', '| faults seen in sessions without one | 1 of 1 | 0 |'],
    ['counts a case once that changed in two ways', '| same conclusion both ways | 1 of 2 | all |'],
    ['has a row for each modifier', '| loud | 0 of 1 | - | a lot of noise |'],
    ['says how often a report is unsure where that is right', '| hidden | 1 of 1 | - | nothing says why |'],
    ['has a row for each family', '| no-space | 1 of 2 (2, 2) | 0 of 1 | - |'],
    ['lists what to study', '| no-space/held-out/plain | none | INCONCLUSIVE | failed | no |'],
  ])('%s', (_, row) => {
    expect(page.split('\n')).toContain(row);
  });
});
