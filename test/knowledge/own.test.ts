import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import { columnsFor, rowOf } from '#src/knowledge/own/map-columns.ts';
import { knowledgeRowOf, type OwnRow } from '#src/knowledge/own/own-row.ts';
import { readTable } from '#src/knowledge/own/read-tables.ts';
import { type OwnScope, searchOwn } from '#src/knowledge/own/search-own.ts';
import { quantise, readVectors } from '#src/knowledge/own/vector-index.ts';
import { selectKnowledge } from '#src/knowledge/select-knowledge.ts';
import { Random } from '#src/simulator/random.ts';

const NOWHERE: OwnScope = { platform: null, ecus: [], components: [], firmware: [] };

function rowsOf(name: string, text: string, named = {}): (OwnRow | string)[] {
  const entries = readTable(name, text);
  const columns = columnsFor([...new Set(entries.flatMap(({ fields }) => Object.keys(fields)))], named);
  if (typeof columns === 'string') return [columns];
  return entries.map((entry) => rowOf(entry, columns, name));
}

const aRow = (title: string, more: Partial<OwnRow> = {}): OwnRow => ({
  id: `own-${title.toLowerCase().replaceAll(' ', '-')}`,
  title,
  text: 'It happens.',
  cause: null,
  actions: [],
  codes: [],
  platforms: [],
  ecus: [],
  components: [],
  firmware: null,
  source: 'list.csv, line 2',
  ...more,
});

describe('a table of one’s own', () => {
  const CSV = [
    'Fehlertext;DTC;Ursache;Abhilfe;Platform;Version',
    '"Ventil ""K"" klemmt; oft";P1234, P1235;"Rost im',
    'Gehäuse";Ventil tauschen; J7 | K3;>=7.2 <7.4',
    ';;;;;',
    'Pumpe trocken;;Leck;Dichten;;',
  ].join('\r\n');

  it('is read from CSV as spreadsheets write it, by its usual or by given names', () => {
    const [valve, pump] = rowsOf('faults.csv', CSV, { title: 'Fehlertext' }) as OwnRow[];
    expect(valve).toMatchObject({
      title: 'Ventil "K" klemmt; oft',
      codes: ['P1234', 'P1235'],
      cause: 'Rost im\nGehäuse',
      platforms: ['J7', 'K3'],
      firmware: '>=7.2 <7.4',
      source: 'faults.csv, line 2',
    });
    expect(pump).toMatchObject({
      title: 'Pumpe trocken',
      codes: [],
      platforms: [],
      firmware: null,
      actions: ['Dichten'],
    });
  });

  it('is read from JSON and from both kinds of Markdown', () => {
    const json = JSON.stringify({
      faults: [{ name: 'Valve stuck', dtc: ['P1', 'P2'], root_cause: 'Rust', weight: 3 }],
    });
    expect(rowsOf('a.json', json)).toMatchObject([{ title: 'Valve stuck', codes: ['P1', 'P2'], cause: 'Rust' }]);
    const table = '# Faults\n\n| Name | Code | Cause |\n|---|:--|---|\n| Valve \\| pump stuck | P1 | Rust |\n\ntext\n';
    expect(rowsOf('a.md', table)).toMatchObject([
      { title: 'Valve | pump stuck', codes: ['P1'], source: 'a.md, line 5' },
    ]);
    const runbook =
      '# Runbook\n\n## Valve stuck\n\nIt does not move.\n\n- **Cause:** Rust\n- Action: Replace it\nAction: Drive\n';
    expect(rowsOf('a.md', runbook)).toMatchObject([
      { title: 'Valve stuck', text: 'It does not move.', cause: 'Rust', actions: ['Replace it', 'Drive'] },
    ]);
  });

  it('gives the same entry the same id, whichever file it is in', () => {
    const ids = ['a.csv', 'b.csv'].map((name) => (rowsOf(name, 'title,text\nValve stuck,It is') as OwnRow[])[0].id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^own-valve-stuck-[0-9a-f]{16}$/);
  });

  it.each([
    ['a.csv', 'colour,size\nred,1\n', 'no column says what each entry is called'],
    ['a.csv', 'title,firmware,text\nValve stuck,newer,x\n', 'line 2: firmware must be a range'],
    ['a.csv', 'title,code\nValve stuck,P1\n', 'line 2: it has neither a text nor a cause nor an action.'],
    ['a.csv', `title,text\n${'x'.repeat(301)},y\n`, 'line 2: title'],
    ['a.csv', 'title,text\nValve\u0007 stuck,y\n', 'must not contain control characters'],
  ])('names the place and the field that are wrong: %s %j', (name, text, sentence) => {
    expect(rowsOf(name, text).join()).toContain(sentence);
  });

  it.each([
    ['a.csv', 'title,text\n"Valve stuck,y\n', 'quotation mark that does not end'],
    ['a.csv', 'title,text\na,b,c\n', 'line 2 has 3 columns'],
    ['a.json', '{"a":1}', 'it is no list of objects'],
    ['a.json', '[1]', 'element 1 is no object'],
    ['a.json', '{', 'it is no JSON'],
    ['a.md', 'no heading', 'it holds no entries'],
    ['a.xlsx', 'PK', 'must end in .csv'],
  ])('says why a file cannot be read: %s %j', (name, text, sentence) => {
    expect(() => readTable(name, text)).toThrow(sentence);
  });
});

describe('a search of one’s own knowledge', () => {
  const rows = [
    aRow('valve stuck in winter', { platforms: ['J7'] }),
    aRow('valve leaks', { ecus: ['gwc'], firmware: '>=7.0 <8.0' }),
    aRow('pump runs dry', { components: ['cooling'] }),
    aRow('valve of any vehicle'),
  ];
  const ask = (words: string, scope: Partial<OwnScope> = {}) =>
    searchOwn(rows, { words, scope: { ...NOWHERE, ...scope }, limit: 10 });
  const titles = ({ hits }: ReturnType<typeof ask>) => hits.map(({ row }) => row.title);

  it('turns away what is restricted and cannot be told, with the reason', () => {
    const found = ask('valve pump');
    expect(titles(found)).toEqual(['valve of any vehicle']);
    expect(found.excluded.map(({ filter, reason }) => [filter, reason]).sort()).toEqual([
      ['component', 'It holds for component cooling only, and that of the vehicle is unknown.'],
      ['ecu', 'It holds for ecu gwc only, and that of the vehicle is unknown.'],
      ['platform', 'It holds for platform J7 only, and that of the vehicle is unknown.'],
    ]);
  });

  it('finds what holds for the vehicle, and nothing of another', () => {
    expect(titles(ask('valve', { platform: 'j7' }))).toContain('valve stuck in winter');
    expect(titles(ask('valve', { platform: 'K3' }))).toEqual(['valve of any vehicle']);
    expect(titles(ask('leaks', { ecus: ['hmi', 'GWC'], firmware: ['6.9', '7.5'] }))).toEqual(['valve leaks']);
    expect(titles(ask('leaks', { ecus: ['gwc'], firmware: ['8.1'] }))).toEqual([]);
    expect(titles(ask('nothing alike'))).toEqual([]);
  });

  it('fuses ranks by words and by meaning, and filters both', () => {
    const vectors = quantise(
      [
        [1, 0],
        [0.9, 0.1],
        [0, 1],
        [0.1, 1],
      ].map((each) => Float32Array.from(each)),
    );
    const found = searchOwn(rows, {
      words: 'any',
      scope: NOWHERE,
      limit: 10,
      meaning: { vectors, query: Float32Array.from([0, 1]) },
    });
    // The pump is nearest by meaning, and turned away.
    expect(found.hits).toMatchObject([{ row: { title: 'valve of any vehicle' }, byWords: 1, byMeaning: 1 }]);
  });
});

describe('vectors of one byte a number', () => {
  const random = Random.of(5, 'vectors');
  const vectors = Array.from({ length: 500 }, () => Float32Array.from({ length: 67 }, () => random.next() * 2 - 1));

  it('are searched exactly: as by comparing with each of them', () => {
    const index = quantise(vectors);
    const kept = vectors.map((vector) => {
      const largest = Math.max(...vector.map(Math.abs));
      return Array.from(vector, (value) => Math.round((value / largest) * 127));
    });
    const cosine = (a: number[], b: number[]) =>
      a.reduce((sum, value, i) => sum + value * b[i], 0) / Math.hypot(...a) / Math.hypot(...b);
    for (let n = 0; n < 20; n++) {
      const query = Float32Array.from({ length: 67 }, () => random.next() * 2 - 1);
      const largest = Math.max(...query.map(Math.abs));
      const asked = Array.from(query, (value) => Math.round((value / largest) * 127));
      const scores = kept.map((own, row) => ({ row, score: cosine(own, asked) }));
      const best = scores.filter(({ row }) => row % 3 > 0).sort((a, b) => b.score - a.score || a.row - b.row);
      expect(index.nearest(query, 10, (row) => row % 3 > 0)).toEqual(best.slice(0, 10).map(({ row }) => row));
    }
  });

  it('are compared to the last unit where numbers are as large as they can be', () => {
    const signs = (bits: number) => Float32Array.from({ length: 9 }, (_, i) => ((bits >> i) & 1 ? 1 : -1));
    const all = Array.from({ length: 512 }, (_, bits) => signs(bits));
    const index = quantise(all);
    for (const bits of [0, 1, 255, 341, 511]) {
      const opposite = 511 - bits;
      expect(index.nearest(all[bits], 512, () => true)[0]).toBe(bits);
      expect(index.nearest(all[bits], 512, () => true)[511]).toBe(opposite);
      // Those that differ in one place come next, all alike, in their order.
      const next = Array.from({ length: 9 }, (_, i) => bits ^ (1 << i)).sort((a, b) => a - b);
      expect(index.nearest(all[bits], 10, () => true).slice(1)).toEqual(next);
    }
  });

  it('come back from their file as they were, and not from one that is cut', () => {
    const bytes = quantise(vectors).toBytes();
    expect(bytes.length).toBe(12 + 500 * 67);
    expect(readVectors(bytes).nearest(vectors[7], 1, () => true)).toEqual([7]);
    expect(() => readVectors(bytes.subarray(0, 99))).toThrow('is cut');
    expect(() => readVectors(new Uint8Array(40))).toThrow('no file of vectors');
  });
});

describe('own entries with codes', () => {
  it('are rows like the shipped ones, for their ECU, platform and firmware alone', () => {
    const own = aRow('Valve stuck', {
      codes: ['P1234'],
      ecus: ['gwc'],
      platforms: ['J7'],
      cause: 'Rust in the housing.',
    });
    const { rows } = loadKnowledge([knowledgeRowOf(own)]);
    const query = { platform: 'J7', firmware: null, codes: ['P1234'], kinds: [], templates: [] };
    expect(selectKnowledge(rows, { ...query, ecus: ['GWC'] }).matched).toHaveLength(1);
    expect(selectKnowledge(rows, { ...query, ecus: ['bcm'] }).excluded).toMatchObject([{ filter: 'ecu' }]);
    expect(selectKnowledge(rows, query).excluded).toMatchObject([{ filter: 'ecu' }]);
    expect(selectKnowledge(rows, { ...query, ecus: ['gwc'], platform: null }).excluded).toMatchObject([
      { filter: 'platform' },
    ]);
    expect(knowledgeRowOf(aRow('Valve stuck'))).toBeUndefined();
  });
});
