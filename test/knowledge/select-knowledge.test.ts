import { describe, expect, it } from 'vitest';
import { KnowledgeError, loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import { type KnowledgeQuery, selectKnowledge } from '#src/knowledge/select-knowledge.ts';

const row = (fields: Partial<KnowledgeRow> = {}): KnowledgeRow => ({
  id: 'a-row',
  title: 'A title of some length',
  match: { codes: ['0x8004'] },
  platforms: ['*'],
  firmware: null,
  components: [],
  causeCode: 'a-cause',
  scope: 'any',
  symptom: 'symptom',
  cause: 'cause',
  actions: [{ text: 'Look.', risk: 'none' }],
  source: 'a public document',
  ...fields,
});

const query = (fields: Partial<KnowledgeQuery> = {}): KnowledgeQuery => ({
  platform: 'J7',
  firmware: { from: '7.1.0', to: '7.2.0' },
  codes: ['0x8004'],
  kinds: [],
  templates: [],
  ...fields,
});

const filterOf = (fields: Partial<KnowledgeRow>, asked: Partial<KnowledgeQuery> = {}): string | undefined =>
  selectKnowledge([row(fields)], query(asked)).excluded[0]?.filter;

describe('the filters', () => {
  it('let a row through whose sign is seen and that is not restricted', () => {
    expect(selectKnowledge([row()], query())).toMatchObject({ matched: [{ id: 'a-row' }], excluded: [] });
  });

  it('turn away a row without a sign in the logs', () => {
    expect(filterOf({}, { codes: [] })).toBe('signs');
    expect(filterOf({}, { codes: ['0x80040'] })).toBe('signs');
  });

  it('know a row by code, code group, kind, or words of a log line in any case', () => {
    expect(filterOf({ match: { codes: ['U01*'] } }, { codes: ['u0122-87'] })).toBeUndefined();
    expect(filterOf({ match: { kinds: ['crash'] } }, { kinds: ['crash'] })).toBeUndefined();
    expect(
      filterOf({ match: { templates: ['By-Name'] } }, { templates: ['open <path>/by-name/<path>'] }),
    ).toBeUndefined();
  });

  it('fail closed on the platform', () => {
    expect(filterOf({ platforms: ['J6'] })).toBe('platform');
    expect(filterOf({ platforms: ['J6'] }, { platform: null })).toBe('platform');
    expect(filterOf({ platforms: ['J6', 'j7'] })).toBeUndefined();
  });

  it('fail closed on the firmware: unknown or unreadable is outside', () => {
    expect(filterOf({ firmware: '>=7.2' })).toBeUndefined();
    expect(filterOf({ firmware: '>=7.3' })).toBe('firmware');
    expect(filterOf({ firmware: '>=0' }, { firmware: null })).toBe('firmware');
    expect(filterOf({ firmware: '>=0' }, { firmware: { from: null, to: null } })).toBe('firmware');
    expect(filterOf({ firmware: '>=0' }, { firmware: { from: 'nightly', to: null } })).toBe('firmware');
  });

  it('ask for all of the discriminating evidence', () => {
    const requires = { kinds: ['access-denied'], codes: ['EACCES', 'EPERM'] };
    expect(filterOf({ requires })).toBe('discriminating');
    expect(filterOf({ requires }, { kinds: ['access-denied'] })).toBe('discriminating');
    expect(filterOf({ requires }, { kinds: ['access-denied'], codes: ['0x8004', 'EPERM'] })).toBeUndefined();
  });

  it('keep an empty answer empty and every row in the ledger with its reason', () => {
    const rows = [row({ id: 'one', platforms: ['J6'] }), row({ id: 'two', firmware: '<7' }), row({ id: 'three' })];
    const { excluded, matched } = selectKnowledge(rows, query({ codes: ['0x9999'] }));
    expect(matched).toEqual([]);
    expect(excluded.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    expect(excluded.every(({ reason }) => reason.endsWith('.'))).toBe(true);
  });
});

describe('inside the filters', () => {
  it('the row that shares more and rarer words with the logs comes first', () => {
    const kinds = ['crash', 'out-of-memory'];
    const rows = [
      row({ id: 'a', match: { kinds: ['crash'] } }),
      row({ id: 'b', match: { kinds }, title: 'Memory ran out and a crash followed' }),
    ];
    expect(selectKnowledge(rows, query({ kinds })).matched.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('loading', () => {
  it('gives the same snapshot for the same rows in any order of rows and fields', () => {
    const [a, b] = [row({ id: 'a' }), row({ id: 'b' })];
    const turned = Object.fromEntries(Object.entries(a).toReversed());
    expect(loadKnowledge([b, turned]).snapshot).toBe(loadKnowledge([a, b]).snapshot);
  });

  it('gives another snapshot when a word changes', () => {
    expect(loadKnowledge([row({ cause: 'other' })]).snapshot).not.toBe(loadKnowledge([row()]).snapshot);
  });

  it('names the row and the field of a row that cannot be used', () => {
    const load = (fields: object) => () => loadKnowledge([{ ...row(), ...fields }]);
    expect(load({ causeCode: 'Not Kebab' })).toThrow(/Knowledge row "a-row": causeCode/);
    expect(load({ match: {} })).toThrow('Knowledge row "a-row": match needs a code, a kind or a template.');
    expect(load({ firmware: '>=new' })).toThrow('firmware ">=new" is not a range');
    expect(load({ id: 5 })).toThrow('Knowledge row number 1: id');
    expect(() => loadKnowledge([row(), row()])).toThrow(KnowledgeError);
  });
});
