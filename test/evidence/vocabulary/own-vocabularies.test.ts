import { describe, expect, it } from 'vitest';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { exampleLine } from '#src/evidence/vocabulary/check-examples.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { readerWith, readVocabulary } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { readingWords } from '#src/evidence/vocabulary/reading-words.ts';
import { VocabularyError } from '#src/evidence/vocabulary/vocabulary-error.ts';
import { fastestMs } from '#test/support/fastest.ts';
import { ownVocabulary, ownVocabularyText } from '#test/support/own-vocabulary.ts';

const textOf = (...changes: Parameters<typeof ownVocabulary>) => ({
  name: 'acme.json',
  text: ownVocabularyText(...changes),
});
const row = (change: Record<string, unknown>) => textOf({}, change);
const fault = (change: Record<string, unknown>) => row({ fault: { ...ownVocabulary().rows[0].fault, ...change } });

describe('a vocabulary of one’s own', () => {
  const reader = readerWith([textOf()]);

  it('is read, with kinds of its own that say what they mean', () => {
    const [finding] = reader.inspect(exampleLine('ecu 3: unlock of brake refused, reason 9'));
    expect(readingWords(finding)).toEqual(['symptom acme-lock-refused LOCK 9', 'part=brake', 'install failed']);
    expect(finding.fault).toMatchObject({ vocabulary: 'acme-updater', title: 'A part stayed locked for reason 9' });
    const { kind = '', traits } = finding.fault ?? {};
    expect(traitsOf(kind, traits)).toEqual({ interrupts: true, updateClient: true });
  });

  it('is asked before the shipped ones, which still read everything else', () => {
    expect(reader.inspect(exampleLine('Kernel panic - not syncing'))).toHaveLength(1);
    const own = readerWith([
      textOf(
        { name: 'b' },
        {
          pattern: 'Kernel panic',
          anchors: ['panic'],
          watch: undefined,
          lookups: undefined,
          phase: undefined,
          fault: { kind: 'kernel-panic', role: 'cause', title: 'Our kernel panics' },
          examples: { says: { 'Kernel panic': ['cause kernel-panic'] }, silent: ['panic'] },
        },
      ),
    ]);
    const [{ fault: found }, ...more] = own.inspect(exampleLine('Kernel panic - not syncing'));
    expect([found?.role, more]).toEqual(['cause', []]);
  });

  it('makes another evidence version, and changing a row another one', () => {
    const changed = readerWith([row({ anchors: ['unlock', 'locked'] })]);
    expect(new Set([SHIPPED_READER.digest, reader.digest, changed.digest]).size).toBe(3);
    expect(readerWith([textOf()]).digest).toBe(reader.digest);
    expect(readerWith([textOf({ source: 'Another manual of the same words' })]).digest).toBe(reader.digest);
  });

  it('takes a pattern that would backtrack for ever no longer than any other', async () => {
    const evil = readerWith([
      row({
        pattern: 'unlock (?:(?:a+)+)+(?<part>b) reason (?<reason>7)',
        examples: {
          says: { 'unlock aab reason 7': ['cause acme-lock-refused LOCK 7', 'part=b', 'install failed'] },
          silent: ['unlock aa'],
        },
      }),
    ]);
    const line = exampleLine(`unlock ${'a'.repeat(4_000)}`);
    evil.inspect(line);
    expect(await fastestMs(5, () => evil.inspect(line))).toBeLessThan(20);
  });

  it('is left out when it cannot be used, and the others are read', () => {
    const said: string[] = [];
    const kept = readerWith([{ name: 'a.json', text: '{' }, textOf()], ({ message }) => said.push(message));
    expect(kept.digest).toBe(reader.digest);
    expect(said).toEqual([expect.stringMatching(/^a\.json: is no JSON \(.+\): mend it\.$/)]);
  });
});

describe('one sentence says what is wrong with', () => {
  it.each<[string, { name: string; text: string }, string]>([
    ['a file that is no JSON', { name: 'acme.json', text: 'rows:' }, 'acme.json: is no JSON ('],
    ['a missing field', textOf({ source: undefined }), 'acme.json: source: is missing: give it a string.'],
    ['a field of the wrong type', textOf({ client: 'yes' }), 'acme.json: client: must be one of true.'],
    [
      'a field that does not exist',
      textOf({ rowz: [] }),
      'acme.json: has no field "rowz": take it out, or mend its name.',
    ],
    ['rows that are no list', textOf({ rows: 'many' }), 'acme.json: rows: must be an array.'],
    ['no rows', textOf({ rows: [] }), 'acme.json: rows: is empty: fill it in.'],
    [
      'a name that is taken',
      textOf({ name: 'rauc' }),
      `acme.json: name: "rauc" is one of Argus' own: take another name.`,
    ],
    [
      'an anchor with digits',
      row({ anchors: ['mmc0'] }),
      'acme.json: row "lock-refused": anchors.0: must look like /^[a-z]{1,48}$/.',
    ],
    ['a misspelt field of a row', row({ patern: 'x' }), 'acme.json: row "lock-refused": has no field "patern"'],
    [
      'look-around',
      row({ pattern: 'unlock(?= of)' }),
      'row "lock-refused": pattern: the pattern is not one that Argus can run in linear time (invalid or unsupported Perl syntax: `(?=`)',
    ],
    [
      'a back reference',
      row({ pattern: '(unlock)\\1' }),
      'row "lock-refused": pattern: the pattern is not one that Argus can run in linear time',
    ],
    ['a pattern that is not closed', row({ unless: '(' }), 'row "lock-refused": unless: '],
    [
      'a word that does not exist',
      row({ pattern: 'unlock {PIECE}' }),
      'pattern: there is no word PIECE: add it to "words".',
    ],
    [
      'a table that does not exist',
      row({ lookups: [{ in: 'codes', by: 'reason' }] }),
      'lookups: there is no table "codes": add it to "tables".',
    ],
    ['a function that does not exist', row({ decode: 'eval' }), 'decode: there is no "eval": the functions are '],
    [
      'an unknown kind',
      fault({ kind: 'acme-lok' }),
      'fault.kind: there is no kind "acme-lok": use one of "argus vocabulary kinds", or declare it under "kinds".',
    ],
    [
      'an unknown role',
      textOf({ tables: { reasons: { '7': 'reason' } } }),
      'fault.role: there is no role "reason": use cause, symptom, consequence.',
    ],
    [
      'words of the line in a title',
      fault({ title: 'The {part} stayed locked' }),
      'fault.title: {part} are words of the line, which may be hostile: put them into "facts", or look them up in a table.',
    ],
    [
      'a value that nothing gives',
      fault({ code: 'LOCK {number}' }),
      'code: nothing gives a value for {number}: name a group of the pattern so, or look it up.',
    ],
    [
      'a format that does not exist',
      fault({ code: '{reason:hexx}' }),
      'code: there is no format "hexx" for {reason}: use number, upper, lower, slot or hex.',
    ],
    ['an unknown phase', row({ phase: 'flash failed' }), 'phase: there is no phase "flash": use check, download,'],
    [
      'an unknown state',
      row({ phase: 'install broken' }),
      'phase: "install broken" needs a state: started, succeeded, failed.',
    ],
    ['an unknown outcome', row({ outcome: 'bricked' }), 'outcome: there is no outcome "bricked": use '],
    [
      'a row that says nothing',
      row({ fault: undefined, phase: undefined, watch: undefined }),
      'row "lock-refused": says nothing: give it a fault, phase, outcome, series, boot or watch.',
    ],
    [
      'a kind that Argus has',
      textOf({ kinds: { crash: { means: 'ours crashes' } } }),
      'kinds.crash: is a kind that Argus knows: take another name, or use it as it is.',
    ],
    [
      'a consequence of nothing',
      textOf({ kinds: { 'acme-lock-refused': { means: 'locked', consequenceOf: ['acme-x'] } } }),
      'consequenceOf: there is no kind "acme-x"',
    ],
    [
      'rows of one id',
      textOf({ rows: [ownVocabulary().rows[0], ownVocabulary().rows[0]] }),
      'row "lock-refused": exists twice: give each row its own id.',
    ],
    [
      'no example that must be silent',
      row({ examples: { says: { a: [] }, silent: [] } }),
      'examples.silent: is empty: fill it in.',
    ],
    [
      'an example that says something else',
      row({ examples: { says: { 'unlock of brake refused, reason 7': ['cause crash'] }, silent: ['x'] } }),
      'of the example "unlock of brake refused, reason 7" it says "cause acme-lock-refused LOCK 7, part=brake, install failed" instead of "cause crash": mend the row or the example.',
    ],
    [
      'an example that should be silent',
      row({
        examples: {
          says: {
            'unlock of brake refused, reason 7': ['cause acme-lock-refused LOCK 7', 'part=brake', 'install failed'],
          },
          silent: ['unlock of door refused, reason 9'],
        },
      }),
      'it says "symptom acme-lock-refused LOCK 9, part=door, install failed" instead of nothing',
    ],
  ])('%s', (_, text, sentence) => {
    const read = () => readVocabulary(text);
    expect(read).toThrow(VocabularyError);
    expect(read).toThrow(sentence);
  });

  it('two files of one name', () => {
    expect(() => readerWith([textOf(), { ...textOf(), name: 'b.json' }])).toThrow(
      'b.json: name: "acme-updater" is taken by another file: rename one.',
    );
  });
});
