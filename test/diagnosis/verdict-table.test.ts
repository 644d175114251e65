import { describe, expect, it } from 'vitest';
import type { InvestigationGap } from '#src/diagnosis/gaps.ts';
import { judgeVerdict, type VerdictInput } from '#src/diagnosis/verdict.ts';
import {
  aCandidate,
  aContrast,
  aFinding,
  aKnowledgeRow,
  anOutcome,
  anUnexplained,
  aPlace,
  aStep,
  ranked,
} from '#test/support/findings.ts';

const aGap = (fields: Partial<InvestigationGap> = {}): InvestigationGap => ({
  kind: 'damaged',
  text: '2 bytes skipped.',
  file: 'a.log',
  limitsVerdict: true,
  ...fields,
});
const unreadable = aGap({ kind: 'file-unreadable', text: 'b.log is empty.', file: 'b.log' });

const judge = (input: Partial<VerdictInput>) =>
  judgeVerdict({
    finding: 'fault',
    ranked: [],
    outcome: anOutcome(),
    gaps: [],
    contrast: aContrast(),
    lookAt: 'nothing',
    isUnread: false,
    ...input,
  });

type Row = [promise: string, input: Partial<VerdictInput>, verdict: string, reason: string];

const known = ranked(aCandidate(), 'leading');
const rival = (causeCode: string) => ranked(aCandidate({ causeCode }), 'rival');
const failedAt = (second: number | null, file = 5) =>
  aStep('phase:install:failed', { place: aPlace(second, { file }) });
const oneSource = ranked(aCandidate({ sources: [aFinding()] }), 'leading');
const ownClock = aFinding({ place: aPlace(10, { isShared: false }) });
const symptomRow = aKnowledgeRow({ isSymptomOnly: true });
const symptom = aFinding({ role: 'symptom' });

const KNOWN_CAUSE: Row[] = [
  ['two sources agree, nothing speaks against it', { ranked: [known] }, 'CONFIRMED', '2 independent sources agree'],
  ['others are ruled out', { ranked: [known, ranked(aCandidate(), 'ruled-out')] }, 'CONFIRMED', 'agree'],
  ['a gap lies elsewhere', { ranked: [known], gaps: [aGap({ limitsVerdict: false })] }, 'CONFIRMED', 'agree'],
  [
    'it came before the failure',
    { ranked: [known], outcome: anOutcome({ failure: failedAt(20) }) },
    'CONFIRMED',
    'agree',
  ],
  ['a rival survives', { ranked: [known, rival('power')] }, 'LIKELY', '"Known as power" is not ruled out'],
  [
    'many rivals survive: three are named',
    { ranked: [known, ...['a', 'b', 'c', 'd'].map(rival)] },
    'LIKELY',
    'but "Known as a", "Known as b", "Known as c" are not ruled out',
  ],
  [
    'a line that no rule knows is a rival',
    { ranked: [known, ranked(anUnexplained(), 'rival')] },
    'LIKELY',
    '"Access was denied" is not ruled out',
  ],
  [
    'a gap touches the evidence',
    { ranked: [known], gaps: [aGap({ limitsVerdict: false }), aGap()] },
    'LIKELY',
    'a.log: 2 bytes skipped.',
  ],
  [
    'a gap of no file touches it',
    { ranked: [known], gaps: [aGap({ file: null })] },
    'LIKELY',
    'could be seen: 2 bytes skipped.',
  ],
  ['one source alone speaks', { ranked: [oneSource] }, 'LIKELY', 'one source only'],
  [
    'no clock shows that it came before the failure',
    { ranked: [ranked(aCandidate({ core: [ownClock] }), 'leading')], outcome: anOutcome({ failure: failedAt(20) }) },
    'LIKELY',
    'the clocks do not show',
  ],
  [
    'one of its findings is known to have come before the failure',
    {
      ranked: [ranked(aCandidate({ core: [ownClock], support: [ownClock, aFinding()] }), 'leading')],
      outcome: anOutcome({ failure: failedAt(20) }),
    },
    'CONFIRMED',
    'agree',
  ],
  [
    'it only names the step that failed',
    { ranked: [ranked(aCandidate({ rows: [symptomRow], core: [symptom] }), 'leading')] },
    'INCONCLUSIVE',
    'The logs name what failed; no line that Argus knows says why.',
  ],
  [
    'the line of the step gives the reason, too',
    { ranked: [ranked(aCandidate({ rows: [symptomRow], core: [symptom, aFinding()] }), 'leading')] },
    'CONFIRMED',
    'agree',
  ],
  [
    'it is a symptom, and of a cause that is known by it',
    { ranked: [ranked(aCandidate({ core: [symptom] }), 'leading')] },
    'CONFIRMED',
    'agree',
  ],
];

const lone = ranked(anUnexplained(), 'leading');
const specific = ranked(anUnexplained({ standing: 'specific' }), 'leading');
const twice = ranked(anUnexplained({ sources: [aFinding(), aFinding({ ecu: 'GWAY' })] }), 'leading');
const against = aContrast({ against: 'Compared with 3 good logs.' });

const UNEXPLAINED: Row[] = [
  ['it stands alone', { ranked: [lone] }, 'INCONCLUSIVE', 'nothing at hand bears it out'],
  [
    'its kind says what it is',
    { ranked: [ranked(anUnexplained({ core: [aFinding({ name: 'dtc' })] }), 'leading')] },
    'INCONCLUSIVE',
    'What was seen is known, and no line that Argus knows says why, and nothing at hand bears it out.',
  ],
  [
    'nothing that went well has it',
    { ranked: [specific], contrast: against },
    'LIKELY',
    'has it. Compared with 3 good logs.',
  ],
  ['it is told apart without a sentence', { ranked: [specific] }, 'LIKELY', 'nothing that went well has it.'],
  ['two sources give the same reason', { ranked: [twice] }, 'LIKELY', 'independent sources give the same reason'],
  [
    'another line tells as much',
    { ranked: [specific, ranked(anUnexplained(), 'rival')] },
    'INCONCLUSIVE',
    'other lines tell as much',
  ],
  [
    'what it rests on was not all seen',
    { ranked: [twice], gaps: [aGap()] },
    'INCONCLUSIVE',
    'nothing at hand bears it out',
  ],
  [
    'a gap lies elsewhere',
    { ranked: [twice], gaps: [aGap({ limitsVerdict: false })] },
    'LIKELY',
    'independent sources',
  ],
  ['others are ruled out', { ranked: [specific, ranked(aCandidate(), 'ruled-out')] }, 'LIKELY', 'has it'],
];

const WITHOUT_CAUSE: Row[] = [
  ['nothing names a cause', {}, 'INCONCLUSIVE', 'no line that Argus knows names a cause'],
  ['faults were seen that explain nothing', { gaps: [aGap({ kind: 'anomaly' })] }, 'INCONCLUSIVE', 'Faults were seen'],
  ['damage is no fault that was seen', { gaps: [aGap()] }, 'INCONCLUSIVE', 'Something failed'],
  ['every cause is ruled out', { ranked: [ranked(aCandidate(), 'ruled-out')] }, 'INCONCLUSIVE', 'is ruled out'],
];

const committed = aStep('marker:committed');
const booted = aStep('marker:slot-booted');
const arrived = (...support: ReturnType<typeof aStep>[]) =>
  anOutcome({ observed: 'updated', support, isTargetSeen: true });
const success = (input: Partial<VerdictInput> = {}): Partial<VerdictInput> => ({
  finding: 'no-fault',
  outcome: arrived(committed, booted),
  ...input,
});
const anomaly = aGap({ kind: 'anomaly', text: 'A process crashed, as IVI logged.', file: null });

const SUCCESS: Row[] = [
  ['two kinds of findings show it', success(), 'CONFIRMED', 'At least two independent findings'],
  [
    'two ECUs show it',
    success({
      outcome: arrived(committed, aStep('marker:committed', { ecu: 'GWAY', place: aPlace(11, { file: 1 }) })),
    }),
    'CONFIRMED',
    'At least two',
  ],
  ['one finding shows it', success({ outcome: arrived(committed) }), 'LIKELY', 'in one way only'],
  [
    'the step and the marker of a commit are one finding',
    success({ outcome: arrived(committed, aStep('phase:commit:succeeded')) }),
    'LIKELY',
    'in one way only',
  ],
  ['nothing shows it', success({ outcome: arrived() }), 'LIKELY', 'in one way only'],
  [
    'the version to come is not seen',
    success({ outcome: { ...arrived(committed, booted), isTargetSeen: false } }),
    'LIKELY',
    'is not seen running',
  ],
  [
    'nobody knows which version was to come',
    success({ outcome: { ...arrived(committed, booted), isTargetSeen: null } }),
    'CONFIRMED',
    'At least two',
  ],
  [
    'a fault came after it',
    success({ gaps: [anomaly] }),
    'LIKELY',
    'a fault after it: A process crashed, as IVI logged.',
  ],
  ['a fault came before it', success({ gaps: [{ ...anomaly, limitsVerdict: false }] }), 'CONFIRMED', 'At least two'],
  ['a file could not be read', success({ gaps: [unreadable] }), 'LIKELY', 'could be seen: b.log: b.log is empty.'],
];

const begun = anOutcome({ start: aStep('phase:download:started') });

const UNKNOWN: Row[] = [
  ['nothing is known', {}, 'INCONCLUSIVE', 'That is no proof that all is well.'],
  ['an update began', { outcome: begun }, 'INCONCLUSIVE', 'That is no proof that all is well.'],
  [
    'files are missing',
    { gaps: [aGap(), unreadable] },
    'INCONCLUSIVE',
    'all is well, and not everything could be read.',
  ],
  ['no file is missing', { gaps: [aGap()] }, 'INCONCLUSIVE', 'all is well.'],
  [
    'lines sound like a failure',
    { lookAt: 'words' },
    'INCONCLUSIVE',
    'all is well. Some lines sound like a failure: look at them.',
  ],
  [
    'lines are errors by their level alone',
    { lookAt: 'level' },
    'INCONCLUSIVE',
    'all is well. Some lines were logged as errors: look at them.',
  ],
];

const expectVerdict = (_promise: string, input: Partial<VerdictInput>, verdict: string, reason: string): void => {
  const judgement = judge(input);
  expect(judgement.verdict).toBe(verdict);
  expect(judgement.reason).toContain(reason);
  expect(judgement.reason).toMatch(/^[A-Z0-9].*\.$/);
};

describe('the verdict on a cause that rules know, when', () => {
  it.each(KNOWN_CAUSE)('%s', expectVerdict);
});

describe('the verdict on a line that no rule knows, when', () => {
  it.each(UNEXPLAINED)('%s', expectVerdict);

  it('is never more than likely, whatever speaks for it', () => {
    const sure = ranked(
      anUnexplained({ standing: 'specific', sources: [aFinding(), aFinding({ ecu: 'GWAY' })] }),
      'leading',
    );
    expect(judge({ ranked: [sure], contrast: against }).verdict).toBe('LIKELY');
  });
});

describe('the verdict without a cause, when', () => {
  it.each(WITHOUT_CAUSE)('%s', expectVerdict);
});

describe('the verdict on a success, when', () => {
  it.each(SUCCESS)('%s', expectVerdict);
});

describe('the verdict where no fault is known, when', () => {
  it.each(UNKNOWN.map(([promise, input, ...rest]): Row => [promise, { finding: 'unknown', ...input }, ...rest]))(
    '%s',
    expectVerdict,
  );
});
