import { describe, expect, it } from 'vitest';
import { findingsOfRow, isNamed, knowledgeQuery, withTemplateFindings } from '#src/diagnosis/row-findings.ts';
import { shownBy } from '#src/diagnosis/shown-by.ts';
import { unseenRivals } from '#src/diagnosis/unseen-rivals.ts';
import { aContext, SessionBuilder } from '#test/support/evidence-builder.ts';
import { aCandidate, aFinding, aKnowledgeRow, aLine, aPlace, aStep } from '#test/support/findings.ts';

const noise = aFinding({ name: 'probe-failed', code: 'ENOENT' });
const template = (value: string) => aFinding({ category: 'template', name: 'template', value });

describe('what is asked of the knowledge base', () => {
  const query = (findings: Parameters<typeof knowledgeQuery>[0], session = new SessionBuilder()) =>
    knowledgeQuery(findings, session.build(), aContext());

  it('are kinds, by themselves and in their vocabulary, and codes, each once', () => {
    const oom = aFinding({ name: 'out-of-memory', vocabulary: 'kernel', code: 'ENOMEM' });
    expect(query([oom, oom, aStep('phase:install:failed')])).toMatchObject({
      platform: 'J7',
      firmware: { from: '7.1.0', to: '7.2.0' },
      codes: ['ENOMEM'],
      kinds: ['out-of-memory', 'kernel/out-of-memory', 'phase:install:failed'],
      templates: [],
    });
  });

  it.each([
    [
      'a wrapper by its code, not by its kind',
      aFinding({ role: 'consequence', code: 'kError (1)' }),
      ['kError (1)'],
      [],
    ],
    ['everyday noise by its kind, not by its code', noise, [], ['probe-failed']],
    ['a fault without a code by its kind', aFinding(), [], ['crash']],
  ])('%s', (_, finding, codes, kinds) => {
    expect(query([finding])).toMatchObject({ codes, kinds });
  });

  it('are lines by their words, each once, and that messages were lost', () => {
    const session = new SessionBuilder();
    const file = session.file('a.dlt').boot(0);
    file.line(1, 'flux low');
    file.line(2, 'flux low');
    expect(query([], session)).toMatchObject({ templates: ['Linux version 6.6.30', 'flux low'].sort(), kinds: [] });
    file.boot(3, { lostMessages: 1 });
    expect(query([], session).kinds).toEqual(['messages-lost']);
  });
});

describe('lines that a row knows by their words', () => {
  const session = () => {
    const built = new SessionBuilder();
    const file = built.file('a.dlt', { ecu: 'IVI' });
    for (let i = 0; i < 60; i++) file.line(i, `Flux ${i} Misaligned`);
    file.line(61, 'all is well');
    return built.build();
  };
  const rowWith = (fields: object) => aKnowledgeRow({ match: { kinds: ['x'] }, ...fields });

  it('are added to the findings, in any case, at most fifty of them, in order of time', () => {
    const late = aFinding({ place: aPlace(70) });
    const found = withTemplateFindings(
      [late],
      [rowWith({ match: { templates: ['flux 1 mis', 'FLUX 2 '] } })],
      session(),
    );
    expect(found.map(({ value }) => value)).toEqual(['Flux 1 Misaligned', 'Flux 2 Misaligned', null]);
    expect(found[0]).toMatchObject({
      category: 'template',
      role: 'cause',
      ecu: 'IVI',
      fileName: 'a.dlt',
      format: 'dlt',
    });
    expect(withTemplateFindings([], [rowWith({ match: { templates: ['flux'] } })], session())).toHaveLength(50);
  });

  it('are also those that a row requires', () => {
    expect(withTemplateFindings([], [rowWith({ requires: { templates: ['flux 3 '] } })], session())).toHaveLength(1);
  });

  it('are none where no row asks for words', () => {
    const given = [aFinding({ place: aPlace(9) }), aFinding({ place: aPlace(1) })];
    expect(withTemplateFindings(given, [rowWith({})], session())).toEqual(given);
  });
});

describe('the findings of a row', () => {
  const row = aKnowledgeRow({
    match: { kinds: ['crash', 'kernel/no-space'], codes: ['ENO*'], templates: ['Flux'] },
    requires: { codes: ['EIO'] },
    corroboratedBy: ['low-voltage', 'U01*'],
    ruledOutBy: ['marker:committed'],
  });

  it.each([
    ['a fault of its kind', aFinding()],
    ['a fault of its kind in one vocabulary', aFinding({ name: 'no-space', vocabulary: 'kernel' })],
    ['a fault with its code', aFinding({ name: 'other', code: 'ENOSPC' })],
    ['a wrapper with its code', aFinding({ name: 'other', role: 'consequence', code: 'enomem' })],
    ['a line with its words', template('the flux is misaligned')],
  ])('make it a candidate: %s', (_, finding) => {
    expect(findingsOfRow(row, [finding])).toMatchObject({ row, direct: [finding], required: [], corroborating: [] });
  });

  it.each([
    ['a wrapper of its kind', aFinding({ role: 'consequence' })],
    ['its kind in another vocabulary', aFinding({ name: 'no-space', vocabulary: 'rauc' })],
    ['another code', aFinding({ name: 'other', code: 'EIO' })],
    ['a line with other words', template('the capacitor is misaligned')],
    ['a line that no rule knows, whatever its name', aLine({ name: 'crash' })],
    ['everyday noise with its code', noise],
  ])('do not: %s', (_, finding) => {
    expect(findingsOfRow(row, [finding]).direct).toEqual([]);
  });

  it('are told apart by what they say for it and against it', () => {
    const [required, voltage, dtc, commit] = [
      aFinding({ name: 'x', code: 'EIO' }),
      aFinding({ name: 'low-voltage' }),
      aFinding({ name: 'dtc', code: 'U0122-87' }),
      aStep('marker:committed'),
    ];
    expect(findingsOfRow(row, [required, voltage, dtc, commit])).toEqual({
      row,
      direct: [],
      required: [required],
      corroborating: [voltage, dtc],
      contradicting: [commit],
    });
  });

  it('requires nothing that it does not ask for', () => {
    expect(findingsOfRow(aKnowledgeRow(), [aFinding()]).required).toEqual([]);
  });

  it.each([
    ['crash', undefined, false],
    ['crash', ['crash'], true],
    ['crash', ['kernel/crash'], true],
    ['crash', ['rauc/crash'], false],
    ['crash', ['EIO'], true],
    ['crash', ['EI*'], true],
    ['crash', ['EPERM'], false],
  ])('is named by kind or code: %s in %j: %s', (name, names, isIn) => {
    expect(isNamed(aFinding({ name, vocabulary: 'kernel', code: 'EIO' }), names)).toBe(isIn);
    if (names?.[0] === 'EIO') expect(isNamed(aFinding(), names)).toBe(false);
  });
});

describe('what a finding shows by itself', () => {
  const shown = (finding: Parameters<typeof shownBy>[0], to: string | null = '7.2.0') =>
    shownBy(finding, aContext({ firmware: { from: null, to } }));

  it.each([
    ['a cause', aFinding(), 'cause'],
    ['the version that was to come', aStep('marker:version-seen', { value: '7.2.0' }), 'target-in-use'],
    ['nothing: another version', aStep('marker:version-seen', { value: '7.1.0' }), undefined],
    ['nothing: a symptom', aFinding({ role: 'symptom' }), undefined],
    ['nothing: a step', aStep('phase:install:failed'), undefined],
    ['nothing: a line that no rule knows', aLine({ role: 'cause' }), undefined],
    ['nothing: everyday noise', noise, undefined],
    ['nothing: no finding', undefined, undefined],
  ])('%s', (_, finding, shows) => {
    expect(shown(finding)).toBe(shows);
  });

  it('is no version that was to come where nobody knows which', () => {
    const seen = aStep('marker:version-seen', { value: '7.2.0' });
    expect(shown(seen, null)).toBeUndefined();
    expect(shownBy(seen, aContext({ firmware: null }))).toBeUndefined();
  });
});

describe('causes that look alike and that nothing speaks for', () => {
  const leading = aCandidate({
    rows: [aKnowledgeRow({ rivals: ['power', 'heat'] }), aKnowledgeRow({ rivals: ['heat', 'age'] })],
  });
  const rows = ['power', 'heat', 'age', 'e', 'f', 'g'].map((causeCode) => aKnowledgeRow({ causeCode }));

  it('are named, each once', () => {
    expect(unseenRivals(leading, [leading], rows)).toBe(
      ' Causes that look alike, and that no line Argus knows speaks for: "Known as power", "Known as heat", "Known as age".',
    );
  });

  it.each([
    [
      'that something speaks for',
      [aCandidate({ causeCode: 'power' }), aCandidate({ causeCode: 'age' })],
      rows,
      '"Known as heat"',
    ],
    ['that nobody knows a title of', [leading], rows.slice(1, 2), '"Known as heat"'],
  ])('are not named: those %s', (_, candidates, knowledge, named) => {
    expect(unseenRivals(leading, candidates, knowledge)).toMatch(new RegExp(`: ${named}\\.$`));
  });

  it('are at most four, and none is no sentence', () => {
    const many = aCandidate({ rows: [aKnowledgeRow({ rivals: ['power', 'heat', 'age', 'e', 'f'] })] });
    expect(unseenRivals(many, [], rows).match(/Known as/g)).toHaveLength(4);
    expect(unseenRivals(aCandidate(), [], rows)).toBe('');
    expect(unseenRivals(aCandidate({ rows: [] }), [], rows)).toBe('');
  });
});
