import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statementsIn } from '#src/diagnosis/grounding.ts';
import { shippedVocabularies } from '#src/evidence/vocabulary/shipped.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';

const causes = new Set(KNOWLEDGE.rows.map(({ causeCode }) => causeCode));

describe('the knowledge base', () => {
  it('holds every file of knowledge/', () => {
    const folder = new URL('../../knowledge/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const rows = files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { id: string }[]);
    expect(KNOWLEDGE.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
    expect(rows.length).toBeGreaterThanOrEqual(35);
  });

  it.each(KNOWLEDGE.rows.map((row) => [row.id, row] as const))(
    '%s states no number or code as its cause that logs might not show',
    (_, { cause }) => {
      const { codes, numbers, references } = statementsIn(cause);
      expect([...codes, ...numbers, ...references]).toEqual([]);
    },
  );

  it('names as rivals only causes that it knows the signs of', () => {
    const unknown = KNOWLEDGE.rows.flatMap(({ id, rivals = [] }) =>
      rivals.filter((code) => !causes.has(code)).map((code) => `${id}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it('never names a cause as its own rival', () => {
    for (const { causeCode, rivals = [] } of KNOWLEDGE.rows) expect(rivals).not.toContain(causeCode);
  });

  it('names a public source for every row and a first action that risks nothing or little', () => {
    for (const { actions, id, source } of KNOWLEDGE.rows) {
      expect(source.length, id).toBeGreaterThan(8);
      if (id !== 'rollback-failed') expect(actions[0].risk, id).not.toBe('high');
    }
  });

  it('matches only on kinds that a vocabulary or a detector reports', () => {
    const folder = new URL('../../src/evidence/detect/bus/', import.meta.url);
    const buses = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const text = [JSON.stringify(shippedVocabularies()), ...buses].join('\n');
    const kinds = KNOWLEDGE.rows
      .flatMap(({ match, requires }) => [...(match.kinds ?? []), ...(requires?.kinds ?? [])])
      .filter((kind) => !/^(?:phase|marker):/.test(kind) && kind !== 'messages-lost')
      .map((kind) => kind.replace(/^.*\//, ''));
    expect(kinds.filter((kind) => !text.includes(`"${kind}"`) && !text.includes(`'${kind}'`))).toEqual([]);
  });
});
