import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { Investigation } from '#src/diagnosis/investigation.ts';
import type { CitableBasis } from '#src/diagnosis/model/citable-basis.ts';
import { type Desk, type LookUp, TOOLS } from '#src/diagnosis/model/tools/look-up.ts';
import type { ArgumentsOf, ToolName } from '#src/diagnosis/model/tools/tool-arguments.ts';
import type { FoundRecord, RecordPlace, RecordSearch } from '#src/diagnosis/record-reader.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { aContext, SESSION_START_US } from '#test/support/evidence-builder.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { aContrast, aFinding, aKnowledgeRow, aLine, aPlace, aReading, aRow, aStory } from '#test/support/findings.ts';

const iso = (second: number): string => new Date(SESSION_START_US / 1_000 + second * 1_000).toISOString();
const us = (second: number): number => SESSION_START_US + second * 1e6;

const record = (offset: number, file = 0): FoundRecord => ({
  pointer: { file, member: null, sha256: '', offset, length: 5, digest: '' },
  ...{
    timeUs: null,
    level: 'info',
    ecu: 'IVI',
    app: 'app',
    context: '',
    text: `at ${offset}`,
    template: null,
    body: null,
  },
});

/** Files 0 and 2 have times, file 1 has none. */
const FILES = [
  fileEvidence(0, { firstTimeUs: us(0), lastTimeUs: us(100) }),
  fileEvidence(1),
  fileEvidence(2, { firstTimeUs: us(200), lastTimeUs: us(300) }),
];

interface Bench {
  templates?: TemplateRow[];
  investigation?: Partial<Investigation>;
  found?: FoundRecord[];
  input?: Partial<Investigation['input']>;
  quoted?: string[];
}

function deskOf({ templates = [], investigation = {}, found = [], input = {}, quoted = [] }: Bench = {}) {
  const searches: RecordSearch[] = [];
  const places: RecordPlace[] = [];
  const controller = new AbortController();
  const evidence: BatchEvidence = { ...countEvidence(FILES, []), templates };
  const desk: Desk = {
    signal: controller.signal,
    investigation: {
      ...{ findings: [], attempts: [], contrast: aContrast(), proven: { proofOf: new Map() } },
      selection: { matched: [], excluded: [] },
      ...investigation,
      input: { evidence, context: aContext(), knowledge: {}, ...input },
    } as unknown as Investigation,
    records: {
      search: async (search) => {
        searches.push(search);
        return found;
      },
      around: async (place) => {
        places.push(place);
        return found;
      },
    },
    basis: {
      evidence: new Map(quoted.map((id, i) => [id, { quote: { pointer: record(i * 10).pointer } }])),
      add: (each: FoundRecord) => ({ id: `E${each.pointer.offset}`, record: each, finding: aLine() }),
    } as unknown as CitableBasis,
  };
  return { desk, searches, places, abort: () => controller.abort() };
}

const call = <Name extends ToolName>(name: Name, asked: Partial<ArgumentsOf<Name>>, bench?: Bench) => {
  const made = deskOf(bench);
  const run = TOOLS[name] as (asked: object, desk: Desk) => Promise<LookUp>;
  return { ...made, answer: run(asked, made.desk) };
};
const idsOf = ({ lines }: LookUp): string[] => lines.map(({ line }) => line.id);

describe('records are searched', () => {
  const search = async (asked: Partial<ArgumentsOf<'search_records'>>, bench?: Bench) => {
    const { answer, searches } = call('search_records', asked, bench);
    return { answer: await answer, search: searches[0] };
  };

  it('by what they are, and by nothing else', async () => {
    const words = { ecu: 'IVI', app: 'nav', context: 'UI', level: 'error', words: ['lost'] } as const;
    expect((await search({ ...words, words: ['lost'] })).search.query).toEqual(words);
    expect((await search({ ecu: 'IVI' })).search.query).toEqual({ ecu: 'IVI' });
    expect((await search({ from: iso(1), to: iso(9) })).search.query).toEqual({ fromUs: us(1), toUs: us(9) });
  });

  it.each<[promise: string, asked: Partial<ArgumentsOf<'search_records'>>, files: number[]]>([
    ['in all files', { ecu: 'IVI' }, [0, 1, 2]],
    ['in the file that is asked for', { file: 1 }, [1]],
    ['in files that went on till then', { from: iso(100) }, [0, 2]],
    ['and not in those that ended before', { from: iso(101) }, [2]],
    ['in files that had begun by then', { to: iso(200) }, [0, 2]],
    ['and not in those that began later', { to: iso(199) }, [0]],
    ['in files of that time', { from: iso(150), to: iso(180) }, []],
  ])('%s', async (_, asked, files) => {
    expect((await search(asked)).search.files).toEqual(files);
  });

  const row = aRow({
    fingerprint: 'v1:x',
    occurrences: [2, 0, 2].map((file) => ({ file, member: null, offsets: [1] })),
  });
  it('by a template, in the files that have it', async () => {
    const { search: made } = await search({ template: 'v1:x' }, { templates: [aRow(), row] });
    expect(made.files).toEqual([0, 2]);
    expect(made.query).toEqual({ templates: [{ fingerprint: 'v1:x' }] });
  });

  it.each(['<frame>', '<payload> id 17'])('by the places of a template that has no text: %s', async (template) => {
    const { search: made } = await search({ template: 'v1:x' }, { templates: [{ ...row, template }] });
    expect(made.query).toEqual({ places: row.occurrences });
    expect(made.files).toEqual([0, 2]);
  });

  it('up to forty at once, and says where there may be more', async () => {
    const found = (count: number) => Array.from({ length: count }, (_, i) => record(i));
    const [forty, more] = [
      await search({ ecu: 'x' }, { found: found(40) }),
      await search({ ecu: 'x' }, { found: found(41) }),
    ];
    expect(forty.search.limit).toBe(41);
    expect([forty.answer.lines.length, forty.answer.isCut]).toEqual([40, false]);
    expect([more.answer.lines.length, more.answer.isCut]).toEqual([40, true]);
    const late = deskOf({ found: found(1) });
    late.abort();
    expect(await TOOLS.search_records({ ecu: 'x' }, late.desk)).toMatchObject({ isCut: true });
  });

  it.each<[asked: Partial<ArgumentsOf<'search_records'>>, sentence: string]>([
    [{}, 'Say what to look for: at least one argument.'],
    [{ file: 3 }, 'There is no file with this number.'],
    [{ template: 'v1:y' }, 'There is no template with this id.'],
  ])('and not for %j', async (asked, sentence) => {
    await expect(call('search_records', asked).answer).rejects.toThrow(sentence);
  });
});

describe('records around a line', () => {
  it.each([
    [15, 15, 15, 15],
    [30, 30, 30, 9],
    [0, 30, 0, 30],
    [39, 5, 39, 0],
  ])('are %i before and %i after, no more than forty together: %i and %i', async (before, after, b, a) => {
    const { answer, places } = call(
      'records_around',
      { evidence: 'E1', before, after },
      { quoted: ['E1'], found: [record(7)] },
    );
    expect(idsOf(await answer)).toEqual(['E7']);
    expect(places).toMatchObject([{ at: { offset: 0 }, before: b, after: a }]);
  });

  it('are none around what stands nowhere', async () => {
    await expect(call('records_around', { evidence: 'E9', before: 1, after: 1 }).answer).rejects.toThrow(
      'There is no line with this evidence id.',
    );
  });
});

describe('tries are compared', () => {
  const at = (offset: number, fields: Partial<TemplateRow> = {}) => aRow({ first: record(offset).pointer, ...fields });
  const told = (weight: number, offset: number, fields: Partial<TemplateRow> = {}) =>
    at(offset, { failure: { weight, role: 'cause', at: record(offset).pointer }, ...fields });

  it('by how they came out, the last forty, and by what they are compared with', async () => {
    const attempts = Array.from({ length: 41 }, (_, i) => ({
      ...{ ecu: `E${i}`, outcome: 'failed', end: null, findings: aStory('install started', 'boot') },
    }));
    const { told: all } = await call('compare_episodes', {}, { investigation: { attempts } as never }).answer;
    expect(all[0]).toEqual({ own: { comparedWith: 'Nothing: no try went well, and no good logs were given.' } });
    expect(all).toHaveLength(41);
    expect(all[1]).toEqual({ own: { episode: 1, outcome: 'failed', steps: 2, from: iso(0) }, vehicle: { ecu: 'E1' } });
    const contrast = aContrast({ against: 'Compared with x.' });
    const compared = await call('compare_episodes', {}, { investigation: { contrast } }).answer;
    expect(compared.told).toEqual([{ own: { comparedWith: 'Compared with x.' } }]);
  });

  it('by their lines: what only went wrong first, then what tells most, then the rarest', async () => {
    const rows = [told(20, 1), told(50, 2, { count: 9 }), told(50, 3), at(4), told(10, 5), told(99, 6)];
    const lineOf = (row: TemplateRow) => aLine({ row });
    const contrast = aContrast({ specific: rows.slice(0, 4).map(lineOf), decoys: [lineOf(rows[4])] });
    const found = rows.map((_, i) => record(i + 1));
    const { answer, searches } = call('compare_episodes', {}, { templates: rows, investigation: { contrast }, found });
    const { lines, isCut } = await answer;
    expect(lines.map(({ line, standing }) => [line.id, standing])).toEqual([
      ['E3', 'specific'],
      ['E2', 'specific'],
      ['E1', 'specific'],
      ['E4', 'specific'],
      ['E5', 'decoy'],
    ]);
    expect(isCut).toBe(false);
    expect(searches).toMatchObject([{ files: [0], limit: 5, query: { places: [{ offsets: [3] }, {}, {}, {}, {}] } }]);
  });

  it('by those that are read again, forty at most, each file in one pass', async () => {
    const rows = Array.from({ length: 41 }, (_, i) =>
      aRow({ first: record(i, i % 2).pointer, fingerprint: `v1:${100 + i}` }),
    );
    const contrast = aContrast({ decoys: rows.map((row) => aLine({ row })) });
    const { answer, searches } = call(
      'compare_episodes',
      {},
      {
        ...{ templates: rows, investigation: { contrast } },
        found: [record(2), record(3), record(5, 1)],
      },
    );
    const { lines, isCut } = await answer;
    expect(lines.map(({ line }) => line.record.pointer.offset)).toEqual([2, 5]);
    expect(isCut).toBe(true);
    expect(searches.map(({ files, limit }) => [files, limit])).toEqual([
      [[0], 20],
      [[1], 20],
    ]);
  });
});

describe('what the rules recognised is told', () => {
  const fault = (second: number | null, fields: Partial<Finding> = {}): Finding =>
    aFinding({ place: aPlace(second, { offset: second ?? 0 }), ...fields });
  const timeline = async (findings: Finding[], asked: Partial<ArgumentsOf<'timeline'>> = {}) => {
    const proofOf = new Map(
      findings.map((finding) => [finding, { pointer: record(finding.place.offset).pointer, quote: { text: 'said' } }]),
    );
    return call('timeline', asked, { investigation: { findings, proven: { proofOf } } as never }).answer;
  };

  it('in order of time, without the lines that no rule knows', async () => {
    expect(idsOf(await timeline([fault(1), aLine(), fault(2)]))).toEqual(['E1', 'E2']);
  });

  it.each<[asked: Partial<ArgumentsOf<'timeline'>>, ids: string[]]>([
    [{ ecu: 'gway' }, ['E30']],
    [{ from: iso(20) }, ['E20', 'E30']],
    [{ to: iso(20) }, ['E10', 'E20']],
    [{ from: iso(20), to: iso(29) }, ['E20']],
    [{}, ['E10', 'E20', 'E30', 'E0']],
  ])('within %j', async (asked, ids) => {
    expect(idsOf(await timeline([fault(10), fault(20), fault(30, { ecu: 'GWAY' }), fault(null)], asked))).toEqual(ids);
  });

  it('the last forty, and says where there are more', async () => {
    const findings = Array.from({ length: 41 }, (_, i) => fault(i));
    const { lines, isCut } = await timeline(findings);
    expect([lines.length, lines[0].line.id, isCut]).toEqual([40, 'E1', true]);
    expect((await timeline(findings.slice(1))).isCut).toBe(false);
  });

  it('as records: with their words, their writer, and their level where one is known', async () => {
    const { lines } = await timeline([
      fault(1, { reading: aReading({ level: 'warn' }) }),
      fault(2, { row: aRow({ level: 'fatal' }) }),
      fault(3),
    ]);
    expect(lines.map(({ line }) => line.record.level)).toEqual(['warn', 'fatal', 'none']);
    expect(lines[0].line.record).toMatchObject({ text: 'said', ecu: 'IVI', app: 'app', context: '', timeUs: us(1) });
  });

  it('and not what was not read back', async () => {
    const { answer } = call('timeline', {}, { investigation: { findings: [fault(1)] } });
    expect((await answer).lines).toEqual([]);
  });
});

describe('earlier batches are told', () => {
  const similar = {
    batchId: 'B2',
    firmware: null,
    platform: 'J7',
    resolution: null,
    score: 3,
    shared: ['x', 'y'],
    title: null,
    verdict: 'LIKELY',
  };

  it('by what they share, and what an engineer said of them', async () => {
    const resolution = { resolution: 'confirm', cause: 'Rust', actions: [] };
    const { answer } = call(
      'similar_cases',
      {},
      {
        input: { similar: [similar, { ...similar, title: 'Worn', resolution }] as never },
      },
    );
    const own = { batch: 'B2', score: 3, verdict: 'LIKELY', platform: 'J7', firmware: null };
    expect((await answer).told).toEqual([
      { own, vehicle: { shared: 'x; y' } },
      { own: { ...own, resolved: resolution }, vehicle: { title: 'Worn', shared: 'x; y' } },
    ]);
  });

  it('or that there are none', async () => {
    const none = [{ own: { similar: 'No earlier batch shares a sign with this one.' } }];
    expect((await call('similar_cases', {}).answer).told).toEqual(none);
    expect((await call('similar_cases', {}, { input: { similar: [] } }).answer).told).toEqual(none);
  });
});

describe('knowledge is told', () => {
  const rows = Array.from({ length: 10 }, (_, i) =>
    aKnowledgeRow({
      id: `r${i}`,
      title: i === 0 ? 'valve valve valve' : 'valve',
      symptom: 'It sticks.',
      cause: 'Rust.',
    }),
  );
  const told = async (words: string[], selection: object, knowledge: object = {}) =>
    (
      await call(
        'search_knowledge',
        { words },
        { investigation: { selection } as never, input: { knowledge } as never },
      ).answer
    ).told.map(({ own }) => own);

  it('by its words, the best first, eight rows at most', async () => {
    const answer = await told(['valve'], { matched: rows, excluded: [] });
    expect(answer).toHaveLength(8);
    expect(answer[0]).toEqual({ knowledge: 'r0', title: 'valve valve valve', symptom: 'It sticks.', cause: 'Rust.' });
    expect(await told(['radio'], { matched: rows, excluded: [] })).toEqual([]);
  });

  it('with what was kept back and why, but for what shows no sign of it', async () => {
    const excluded = [
      { id: 'x', filter: 'platform', reason: 'of K3 only' },
      { id: 'y', filter: 'signs', reason: 'no sign' },
    ];
    expect(await told(['valve'], { matched: [], excluded })).toEqual([{ excluded: 'x', reason: 'of K3 only' }]);
    const many = Array.from({ length: 9 }, (_, i) => ({ id: `x${i}`, filter: 'platform', reason: '' }));
    expect(await told(['valve'], { matched: [], excluded: many })).toHaveLength(8);
  });

  it('with a user’s own, for this vehicle, and no row twice', async () => {
    const asked: unknown[] = [];
    const own = {
      search: async (query: unknown) => {
        asked.push(query);
        const hit = (id: string) => ({ row: { id, title: 'Own', text: 'It drips.', cause: 'Seal.' } });
        return { hits: [hit('r1'), hit('own')], excluded: [{ id: 'z', reason: 'of K3 only' }] };
      },
    };
    const templates = [aRow({ ecu: 'IVI', app: 'nav' }), aRow({ ecu: 'IVI', app: 'hmi' })];
    const { answer } = call(
      'search_knowledge',
      { words: ['big', 'valve'] },
      {
        templates,
        investigation: { selection: { matched: [rows[1]], excluded: [] } } as never,
        input: {
          knowledge: { own },
          context: aContext({ platform: 'J7', firmware: { from: null, to: '4.2.0' } }),
        } as never,
      },
    );
    expect((await answer).told.map(({ own: each }) => each)).toEqual([
      expect.objectContaining({ knowledge: 'r1' }),
      { knowledge: 'own', title: 'Own', symptom: 'It drips.', cause: 'Seal.' },
      { excluded: 'z', reason: 'of K3 only' },
    ]);
    expect(asked).toEqual([
      {
        words: 'big valve',
        limit: 8,
        scope: { platform: 'J7', ecus: ['IVI'], components: ['IVI', 'nav', 'hmi'], firmware: ['4.2.0'] },
      },
    ]);
  });
});
