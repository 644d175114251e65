import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind, isFaultKind } from '#src/evidence/kinds/fault-kinds.ts';
import { isInterruption, isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Traits } from '#src/evidence/kinds/traits.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';

const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];
const withTrait = (trait: keyof Traits): string[] => KINDS.filter((kind) => traitsOf(kind)[trait] !== undefined);

const isFinding = (name: string): boolean => /^(?:phase|marker):|^boot$/.test(name);

function kindsIn({ match, requires, corroboratedBy = [], ruledOutBy = [] }: KnowledgeRow): string[] {
  const codes = /[A-Z ]/;
  const listed = [...corroboratedBy, ...ruledOutBy].filter((name) => !codes.test(name));
  return [...(match.kinds ?? []), ...(requires?.kinds ?? []), ...listed].map((name) => name.replace(/^\w+\//, ''));
}

describe('the catalogue of fault kinds', () => {
  it('holds every kind that a knowledge row names', () => {
    const named = new Set(KNOWLEDGE.rows.flatMap(kindsIn).filter((name) => !isFinding(name)));
    expect([...named].filter((name) => !isFaultKind(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(50);
  });

  it('names kinds in kebab case, and says of each what it means', () => {
    for (const kind of KINDS) {
      expect(kind).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(FAULT_KINDS[kind].means).toMatch(/^\p{L}[^.]{7,100}$/u);
    }
  });

  it('lets no kind be its own consequence, however long the chain', () => {
    const causesOf = (kind: string, depth = 0): string[] =>
      depth > 10 ? ['endless'] : (traitsOf(kind).consequenceOf ?? []).flatMap((by) => [by, ...causesOf(by, depth + 1)]);
    for (const kind of KINDS) expect(causesOf(kind)).not.toContain(kind);
  });

  it('knows what makes an ECU unsound, and what cuts an update off', () => {
    expect(withTrait('unsound').sort()).toEqual([
      'abnormal-reset',
      'boot-fallback',
      'can-bus-off',
      'hardware-error',
      'kernel-oops',
      'kernel-panic',
      'verity-corruption',
      'watchdog-reset',
    ]);
    expect(withTrait('interrupts').sort()).toEqual(['power-loss', 'uds-transfer-incomplete']);
  });

  it('knows every kind of the source that is written out', () => {
    const text = globSync('src/evidence/detect/**/*.ts').map((path) => readFileSync(path, 'utf8'));
    const kinds = text.flatMap((source) => [...source.matchAll(/kind: '([a-z-]+)'/g)].map(([, kind]) => kind));
    expect(kinds.filter((kind) => !isFaultKind(kind))).toEqual([]);
    expect(kinds.length).toBeGreaterThan(5);
  });
});

describe('the traits of a finding', () => {
  it.each<[string, Traits]>([
    ['phase:verify:failed', { updateClient: true, fails: true }],
    ['phase:download:failed', { updateClient: true, fails: true, generic: true }],
    ['phase:commit:succeeded', { commits: true }],
    ['phase:rollback:started', { updateClient: true, rollsBack: true }],
    ['phase:check:started', {}],
    ['marker:update-applied', { updateClient: true, installs: true, completes: true }],
    ['marker:slot-booted', {}],
    ['boot', { generic: true }],
    ['marker:constructor', {}],
    ['phase:install:constructor', {}],
    ['template', {}],
    ['no-such-kind', {}],
  ])('%s', (name, traits) => {
    expect(traitsOf(name)).toEqual(traits);
  });

  it('come with the fault where only a user knows its kind, and cannot change a catalogued one', () => {
    expect(traitsOf('acme-lock', { wrapper: true })).toEqual({ wrapper: true });
    expect(traitsOf('power-loss', { wrapper: true })).toMatchObject({ interrupts: true });
    expect(traitsOf('power-loss', { wrapper: true }).wrapper).toBeUndefined();
  });
});

describe('everyday traffic', () => {
  it.each([
    ['uds-negative-response', 'consequence', true],
    ['uds-negative-response', 'symptom', false],
    ['messages-lost', 'symptom', true],
    ['storage-error', 'consequence', false],
  ])('%s as a %s: %s', (name, role, is) => {
    expect(isProbing({ name, role, facts: {} })).toBe(is);
  });
});

describe('an interruption', () => {
  it.each([
    ['power-loss', {}, true],
    ['uds-transfer-incomplete', { endedBy: 'silence' }, true],
    ['uds-transfer-incomplete', { endedBy: 'negative response' }, false],
    ['storage-error', {}, false],
  ])('%s %o: %s', (name, facts, is) => {
    expect(isInterruption({ name, role: 'symptom', facts })).toBe(is);
  });
});
