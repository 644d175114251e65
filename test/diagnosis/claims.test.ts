import { describe, expect, it } from 'vitest';
import type { Candidate } from '#src/diagnosis/candidate.ts';
import { type EvidencePack, evidenceIds } from '#src/diagnosis/evidence-pack.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import { sentenceOf } from '#src/diagnosis/finding-sentence.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { proposeClaims } from '#src/diagnosis/propose-claims.ts';
import type { Ranked } from '#src/diagnosis/rank-hypotheses.ts';
import { shownBy } from '#src/diagnosis/shown-by.ts';
import { unexplainedTitle } from '#src/diagnosis/unexplained-words.ts';
import { unseenRivals } from '#src/diagnosis/unseen-rivals.ts';
import type { EvidenceItem } from '#src/report/report.ts';
import { aContext } from '#test/support/evidence-builder.ts';
import { countEvidence } from '#test/support/file-evidence.ts';
import {
  aCandidate,
  aFinding,
  aKnowledgeRow,
  aLine,
  anOutcome,
  anUnexplained,
  aPlace,
  aReading,
  aStep,
} from '#test/support/findings.ts';

/** Each finding is an item of its own: E1, E2, …; further items say what is absent. */
function packOf(
  findings: readonly Finding[],
  absent: readonly string[] = [],
  quotes: readonly string[] = [],
): EvidencePack {
  const ids = findings.map((_, i) => `E${i + 1}`);
  const negativeIds = absent.map((_, i) => `E${findings.length + i + 1}`);
  const items = [
    ...findings.map(({ text }, i) => ({ id: ids[i], text, quote: { text: quotes[i] ?? '' } })),
    ...absent.map((text, i) => ({ id: negativeIds[i], text, quote: null })),
  ] as unknown as EvidenceItem[];
  return {
    items,
    idOf: new Map(findings.map((finding, i) => [finding, ids[i]])),
    findingOf: new Map(findings.map((finding, i) => [ids[i], finding])),
    negativeIds,
  };
}

const power = { name: 'power-loss', text: 'Power was lost' };
const cause = aFinding({ place: aPlace(50), ...power });
const [other, third] = ['GWAY', 'TCU'].map((ecu, i) =>
  aFinding({ ...power, ecu, app: '', place: aPlace(51 + i, { file: i + 1 }) }),
);
const failure = aStep('phase:install:failed', { place: aPlace(60), text: 'The install phase failed' });

type Asked = Pick<Parameters<typeof proposeClaims>[2], 'pack' | 'outcome'> & { status?: Ranked['status'] };
const claimsOf = (candidate: Candidate, { outcome, pack, status = 'leading' }: Asked) =>
  proposeClaims(
    'H1',
    { candidate, status },
    { outcome, pack, findings: [], input: { evidence: countEvidence([], []) } as unknown as DiagnoseInput },
  );

describe('of a cause that rules know, a report says', () => {
  it('what was seen, what it means, what came of it, who agrees, and what is absent', () => {
    const candidate = aCandidate({
      core: [cause],
      support: [cause, other],
      sources: [cause, other],
      rows: [aKnowledgeRow({ id: 'r1', cause: 'It is out of power.' })],
    });
    const claims = claimsOf(candidate, {
      pack: packOf([cause, other, failure], ['No commit.', 'No boot.']),
      outcome: anOutcome({ failure }),
    });
    expect(claims).toEqual([
      { id: 'H1.1', text: 'Power was lost, as IVI (app) logged.', evidence: ['E1'], knowledge: [] },
      { id: 'H1.2', text: 'It is out of power.', evidence: ['E1'], knowledge: ['r1'] },
      {
        id: 'H1.3',
        text: 'It was logged no later than this: The install phase failed, as IVI (app) logged.',
        evidence: ['E1', 'E3'],
        knowledge: [],
        order: ['E1', 'E3'],
      },
      {
        id: 'H1.4',
        text: 'An independent source agrees: Power was lost, as GWAY logged.',
        evidence: ['E2'],
        knowledge: [],
      },
      { id: 'H1.5', text: 'No commit. No boot.', evidence: ['E4', 'E5'], knowledge: [] },
    ]);
  });

  it('what is absent only of the one that leads', () => {
    const asked = { pack: packOf([cause], ['No commit.']), outcome: anOutcome() };
    const candidate = aCandidate({ core: [cause], support: [cause], rows: [] });
    expect(claimsOf(candidate, asked)).toHaveLength(2);
    expect(claimsOf(candidate, { ...asked, status: 'rival' })).toHaveLength(1);
  });

  const textsOf = (
    fields: Parameters<typeof aCandidate>[0],
    shown: readonly Finding[],
    outcome: Parameters<typeof anOutcome>[0] = {},
  ): string[] =>
    claimsOf(aCandidate({ core: [cause], support: [cause], rows: [], ...fields }), {
      pack: packOf(shown),
      outcome: anOutcome(outcome),
    }).map(({ text }) => text);

  it('nothing where none of its findings is shown', () => {
    expect(textsOf({}, [other], { failure })).toEqual([]);
  });

  it('the first finding that is shown', () => {
    const hidden = aFinding({ text: 'Hidden' });
    expect(textsOf({ core: [hidden, cause] }, [cause])).toEqual(['Power was lost, as IVI (app) logged.']);
  });

  it('what its most specific row says, by four findings at most', () => {
    const core = Array.from({ length: 6 }, (_, i) => aFinding({ ...power, place: aPlace(i) }));
    const rows = [aKnowledgeRow({ cause: 'First.' }), aKnowledgeRow({ cause: 'Second.' })];
    const [, meaning, ...rest] = claimsOf(aCandidate({ core, support: core, rows }), {
      pack: packOf(core),
      outcome: anOutcome(),
    });
    expect(meaning).toMatchObject({ text: 'First.', evidence: ['E1', 'E2', 'E3', 'E4'] });
    expect(rest.filter(({ text }) => text === 'Second.')).toEqual([]);
  });

  it.each<[promise: string, failure: Finding | null]>([
    ['nothing failed', null],
    ['it is the failure itself', cause],
    ['it came after the failure', { ...failure, place: aPlace(40) }],
    ['it came after the failure by a moment', { ...failure, place: aPlace(49.5) }],
    ['no clock tells the order', { ...failure, place: aPlace(60, { file: 9, isShared: false }) }],
  ])('nothing of what came of it where %s', (_, failed) => {
    const shown = failed && failed !== cause ? [cause, failed] : [cause];
    expect(textsOf({}, shown, { failure: failed })).toHaveLength(1);
  });

  it('nothing of what came of it where a log without a clock has it behind the failure', () => {
    const untimed = (offset: number) => aPlace(null, { offset });
    const [early, late] = [100, 200].map((offset) => ({ ...cause, place: untimed(offset) }));
    const failed = { ...failure, place: untimed(150) };
    const of = (core: Finding) =>
      textsOf({ core: [core], support: [core], sources: [core] }, [core, failed], { failure: failed });
    expect([of(early).length, of(late).length]).toEqual([2, 1]);
  });

  it('nothing of what came of it where one record says both', () => {
    const pack = packOf([cause]);
    pack.idOf.set(failure, 'E1');
    const candidate = aCandidate({ core: [cause], support: [cause], rows: [] });
    expect(claimsOf(candidate, { pack, outcome: anOutcome({ failure }) })).toHaveLength(1);
  });

  it('three sources that agree at most, of those that are shown', () => {
    const sources = ['A', 'B', 'C', 'D'].map((ecu, i) =>
      aFinding({ ...power, ecu, place: aPlace(51, { file: i + 1 }) }),
    );
    expect(textsOf({ sources: [cause, ...sources] }, [cause, ...sources])).toHaveLength(4);
    expect(textsOf({ sources: [cause, other, third] }, [cause, third])).toEqual([
      'Power was lost, as IVI (app) logged.',
      'An independent source agrees: Power was lost, as TCU logged.',
    ]);
  });

  it('no agreement of a source that tells something else', () => {
    const effect = aFinding({ name: 'crash', text: 'An app crashed', ecu: 'TCU', app: '', place: aPlace(55) });
    expect(textsOf({ support: [cause, effect], sources: [cause] }, [cause, effect])).toHaveLength(1);
    expect(textsOf({ support: [cause, effect], sources: [cause, effect] }, [cause, effect])[1]).toBe(
      'An independent source shows what goes with it: An app crashed, as TCU logged.',
    );
    expect(textsOf({ core: [cause, effect], sources: [cause, effect] }, [cause, effect])[1]).toBe(
      'An independent source agrees: An app crashed, as TCU logged.',
    );
  });
});

describe('of a line that no rule knows, a report says', () => {
  const line = aLine({ place: aPlace(50) });
  const [before, after] = [aLine({ place: aPlace(49) }), aLine({ place: aPlace(51) })];
  const textsOf = (fields: Parameters<typeof anUnexplained>[0]) =>
    claimsOf(anUnexplained({ core: [line], ...fields }), {
      pack: packOf([line, before, after]),
      outcome: anOutcome(),
    }).map(({ evidence, order, text }) => [text, evidence.join(' '), order !== undefined]);
  const said = 'Access was denied, by the words of a line that no rule knows, as IVI (app) logged.';

  it('its words and its writer', () => {
    expect(textsOf({})).toEqual([[said, 'E1', false]]);
    expect(textsOf({ core: [{ ...line, count: 3 }] })).toEqual([]);
    const often = { ...line, count: 3 };
    const claims = claimsOf(anUnexplained({ core: [often] }), {
      pack: packOf([often]),
      outcome: anOutcome(),
    });
    expect(claims[0].text).toBe(said.replace('logged.', 'logged 3 times.'));
  });

  it('no order of what one record says', () => {
    const pack = packOf([line]);
    pack.idOf.set(after, 'E1');
    const claims = claimsOf(anUnexplained({ core: [line], consequences: [after] }), { pack, outcome: anOutcome() });
    expect(claims.map(({ text }) => text)).toEqual([said]);
  });

  it('what a vocabulary says, where it knows the fault', () => {
    const claims = claimsOf(anUnexplained({ core: [cause] }), {
      pack: packOf([cause]),
      outcome: anOutcome(),
    });
    expect(claims[0].text).toBe('Power was lost, as IVI (app) logged.');
  });

  it('what its writer logged before it, that nothing that went well has it, and what came after', () => {
    expect(textsOf({ lead: [before], standing: 'specific', consequences: [after] })).toEqual([
      [said, 'E1', false],
      ['Its writer logged this right before it.', 'E2 E1', true],
      ['Nothing that went well has such a line.', 'E1', false],
      ['These failure lines came after it in the same log.', 'E1 E3', true],
    ]);
  });
});

describe('a cause that looks like the leading one', () => {
  const knowledge = ['a', 'b', 'c', 'd', 'e'].map((causeCode) => aKnowledgeRow({ causeCode, title: `T${causeCode}` }));
  const leading = (...rivals: string[]) => aCandidate({ rows: [aKnowledgeRow({ rivals }), aKnowledgeRow()] });

  it('is named where no finding speaks for it, each once, four at most', () => {
    expect(unseenRivals(leading('a', 'b', 'a'), [aCandidate({ causeCode: 'b' })], knowledge)).toBe(
      ' Causes that look alike, and that no line Argus knows speaks for: "Ta".',
    );
    expect(unseenRivals(leading('x', 'a', 'b', 'c', 'd', 'e'), [], knowledge)).toBe(
      ' Causes that look alike, and that no line Argus knows speaks for: "Ta", "Tb", "Tc", "Td".',
    );
  });

  it('is none where all are seen, or nobody knows any', () => {
    expect(unseenRivals(leading('a'), [aCandidate({ causeCode: 'a' })], knowledge)).toBe('');
    expect(unseenRivals(leading('x'), [], knowledge)).toBe('');
    expect(unseenRivals(leading(), [], knowledge)).toBe('');
  });
});

describe('what a finding shows by itself', () => {
  const context = aContext({ firmware: { from: '4.1.0', to: '4.2.0' } });
  const version = (value: string) => aStep('marker:version-seen', { value });

  it.each<[promise: string, finding: Finding | undefined, shows: string | undefined]>([
    ['a cause', aFinding(), 'cause'],
    ['no cause as a symptom', aFinding({ role: 'symptom' }), undefined],
    ['no cause as a line', aLine({ role: 'cause' }), undefined],
    ['no cause as everyday noise', aFinding({ name: 'probe-failed' }), undefined],
    ['that the target is in use', version('4.2.0'), 'target-in-use'],
    ['nothing of another version', version('4.1.0'), undefined],
    ['nothing where there is none', undefined, undefined],
  ])('is %s', (_, finding, shows) => {
    expect(shownBy(finding, context)).toBe(shows);
  });

  it('is no target where none is known', () => {
    expect(shownBy(version('4.2.0'), aContext({ firmware: null }))).toBeUndefined();
    expect(shownBy(version('4.2.0'), aContext({ firmware: { from: null, to: null } }))).toBeUndefined();
  });
});

describe('the words for a finding', () => {
  it.each<[promise: string, finding: Finding, words: string]>([
    ['are what its words say', aLine(), 'Access was denied'],
    ['are few where they say little', aLine({ reading: null }), 'A line that only says that something is wrong'],
    [
      'are few where they give no reason',
      aLine({ reading: aReading({ reason: null }) }),
      'A line that only says that something is wrong',
    ],
    ['are those of its vocabulary', cause, 'Power was lost'],
    [
      'are those of its vocabulary where the line tells less',
      { ...cause, reading: aReading({ weight: 45 }) },
      'Power was lost',
    ],
    ['are those of the line where it tells more', { ...cause, reading: aReading({ weight: 46 }) }, 'Access was denied'],
    [
      'are those of its vocabulary where the line gives no reason',
      { ...cause, reading: aReading({ weight: 60, reason: null }) },
      'Power was lost',
    ],
  ])('%s', (_, finding, words) => {
    expect(sentenceOf(finding)).toBe(words);
  });

  const titled = (clause: string | null, quote: string): string => {
    const finding = aLine({ reading: clause === null ? null : aReading({ clause }) });
    return unexplainedTitle(finding, packOf([finding], [], [quote]));
  };

  it('quote the statement, or the whole line where that is short', () => {
    expect(titled('camera unit denied the access', 'a: camera unit denied the access')).toBe(
      'Access was denied: “camera unit denied the access”',
    );
    expect(titled('x'.repeat(24), 'whole')).toContain(`“${'x'.repeat(24)}”`);
    expect(titled('x'.repeat(23), ' whole line ')).toBe('Access was denied: “whole line”');
    expect(titled(null, 'whole line')).toBe('A line that only says that something is wrong: “whole line”');
    expect(titled('y'.repeat(300), '').length).toBeLessThan(190);
  });

  it('quote no line where the kind of the fault says what it is', () => {
    const known = { ...cause, name: 'dtc' };
    expect(unexplainedTitle(known, packOf([known], [], ['CAN1 1CECFF00 [8] 20 12']))).toBe('Power was lost');
  });

  it('quote nothing where the line is not shown', () => {
    expect(unexplainedTitle(aLine({ reading: null }), packOf([]))).toContain('“”');
  });
});

describe('the evidence of findings', () => {
  it('is each item once, in their order, and none for what is not shown', () => {
    const pack = packOf([cause, other]);
    pack.idOf.set(third, 'E1');
    expect(evidenceIds([other, cause, third, failure], pack)).toEqual(['E2', 'E1']);
  });
});
