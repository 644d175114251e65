import { describe, expect, it } from 'vitest';
import { withOwn } from '#src/knowledge/own/own-store.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { answering, asking } from '#test/support/scripted-model.ts';
import { CAUSE_WORDS, VALVE_LOG, WELL_LOG } from '#test/support/unexplained-log.ts';
import { investigate } from './investigate.ts';

const ownRow = (whose: string, platforms: string[] = []) => ({
  id: `own-${whose.toLowerCase().replaceAll(' ', '-')}`,
  title: `Valve ${whose}`,
  text: 'It is stuck.',
  cause: 'Rust.',
  actions: [],
  codes: [],
  platforms,
  ecus: [],
  components: [],
  firmware: null,
  source: 'runbook.md, line 3',
});
const place = { name: 'nowhere', read: async () => undefined, publish: async () => {} };

describe('a tool that is used wrongly', () => {
  const resultOf = async (name: string, input: unknown): Promise<Record<string, unknown>> => {
    const { model } = await investigate([asking([name, input]), answering()]);
    return JSON.parse(model.requests[1].turns?.[0].results[0].text.split('\n')[0] ?? '{}');
  };

  it.each([
    ['a tool that does not exist', 'delete_records', {}, 'no such tool'],
    ['a name of JavaScript', 'constructor', {}, 'no such tool'],
    ['another batch', 'search_records', { batchId: 'B2', words: ['x1'] }, 'wrong'],
    ['a path', 'search_records', { path: '/etc/passwd' }, 'wrong'],
    ['no argument', 'search_records', {}, 'at least one argument'],
    ['no JSON', 'search_records', undefined, 'wrong'],
    ['a number for a name', 'search_records', { ecu: 7 }, '"ecu"'],
    ['no time', 'search_records', { from: 'yesterday' }, '"from"'],
    ['a file that is not there', 'search_records', { file: 9 }, 'no file'],
    ['a template that is not there', 'search_records', { template: 'v1:0' }, 'no template'],
    ['a line that nobody was shown', 'records_around', { evidence: 'E77' }, 'no line'],
    ['too many lines', 'records_around', { evidence: 'E1', before: 100_000 }, '"before"'],
  ])('for %s is refused in one sentence', async (_, name, input, sentence) => {
    expect((await resultOf(name, input)).refused).toContain(sentence);
  });
});

describe('the tools', () => {
  const shown = async (name: string, input: unknown, good?: readonly string[]) => {
    const { model } = await investigate([asking([name, input]), answering()], { ...(good && { good }) });
    const { text } = model.requests[1].turns?.[0].results[0] ?? { text: '' };
    return text.split('\n').map((line) => JSON.parse(line));
  };

  it('give each line an id, the place and digest of its bytes, and what the vehicle wrote between delimiters', async () => {
    const [head, line] = await shown('search_records', { words: ['although'] });
    expect(head).toEqual({ lines: 1, lookUpsLeft: 7 });
    expect(line).toMatchObject({
      evidence: expect.stringMatching(/^E\d+$/),
      at: expect.stringMatching(/^0:\d+\+\d+#[0-9a-f]{16}$/),
      quote: `<d3l1m1t3r>${CAUSE_WORDS}</d3l1m1t3r>`,
    });
  });

  it('return forty lines at most and say that there are more', async () => {
    const lines = [...VALVE_LOG, ...WELL_LOG];
    const { model } = await investigate([asking(['search_records', { app: 'tempd' }]), answering()], { lines });
    const { text } = model.requests[1].turns?.[0].results[0] ?? { text: '' };
    expect(text.split('\n')).toHaveLength(41);
    expect(JSON.parse(text.split('\n')[0])).toEqual({ lines: 40, more: true, lookUpsLeft: 7 });
  });

  it('find the records of a template', async () => {
    const report = await investigate([answering()]);
    const id = /"id":"(v\d+:[0-9a-z]+)"/.exec(report.model.requests[0].prompt)?.[1];
    if (id === undefined) return;
    const [head] = await shown('search_records', { template: id });
    expect(head.lines).toBeGreaterThan(0);
  });

  it('compare what failed with what went well', async () => {
    const [, against, ...rest] = await shown('compare_episodes', {}, WELL_LOG);
    expect(against.comparedWith).toContain('63 records of 1 good log');
    const lines = rest.filter(({ evidence }) => evidence);
    expect(lines.find(({ quote }) => quote.includes('although'))?.standing).toBe('specific');
    expect(lines.find(({ quote }) => quote.includes('coolant'))?.standing).toBe('decoy');
  });

  it('tell what the rules recognised, and when', async () => {
    const all = await shown('timeline', {});
    expect(all.slice(1).map(({ known }) => known)).toEqual([
      expect.stringContaining('The install phase started'),
      expect.stringContaining('reported as failed'),
    ]);
    const [head] = await shown('timeline', { from: '2026-05-13T09:00:00Z' });
    expect(head.lines).toBe(0);
  });

  it('tell no knowledge that the filters keep back', async () => {
    const [head, ...rows] = await shown('search_knowledge', { words: ['signature', 'space'] });
    expect(head.lines).toBe(0);
    expect(rows.every((row) => 'excluded' in row)).toBe(true);
  });

  it('tell what a user’s own lists say without naming a code, of this vehicle only', async () => {
    const own = { version: '0'.repeat(16), embeddings: null, rows: [ownRow('of any'), ownRow('of the ABC', ['ABC'])] };
    const knowledge = withOwn(KNOWLEDGE, own, { place });
    const { model } = await investigate([asking(['search_knowledge', { words: ['valve'] }]), answering()], {
      knowledge,
    });
    const [, ...rows] = (model.requests[1].turns?.[0].results[0].text ?? '')
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toContainEqual({
      knowledge: 'own-of-any',
      title: 'Valve of any',
      symptom: 'It is stuck.',
      cause: 'Rust.',
    });
    expect(rows).toContainEqual({ excluded: 'own-of-the-abc', reason: expect.stringContaining('platform ABC only') });
  });
});
