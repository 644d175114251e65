import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { signOf } from '#src/evidence/template-match.ts';
import { rankBm25 } from '#src/knowledge/bm25.ts';
import type { OwnScope } from '#src/knowledge/own/search-own.ts';
import type { Standing } from '../../contrast.ts';
import { type Finding, writerName } from '../../finding.ts';
import type { Investigation } from '../../investigation.ts';
import { byTelling } from '../../most-telling.ts';
import type { FoundRecord, RecordQuery, RecordReader } from '../../record-reader.ts';
import type { CitableBasis, CitableLine } from '../citable-basis.ts';
import type { ArgumentsOf, ToolName } from './tool-arguments.ts';
import { MAX_LINES } from './tool-specs.ts';

/** What a tool works on: one batch, and nothing else. */
export interface Desk {
  investigation: Investigation;
  records: RecordReader;
  basis: CitableBasis;
  signal: AbortSignal;
}

/** `vehicle` came from the vehicle, the rest is Argus' own. */
export interface Told {
  own: Record<string, unknown>;
  vehicle?: Record<string, string>;
}

export interface LookUp {
  lines: { line: CitableLine; standing?: Standing }[];
  told: Told[];
  /** There may be more of it. */
  isCut: boolean;
}

/** Why a call cannot be answered, as a sentence for the model. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
}

type Tools = { [Name in ToolName]: (asked: ArgumentsOf<Name>, desk: Desk) => Promise<LookUp> };

export const TOOLS: Tools = {
  search_records: searchRecords,
  records_around: recordsAround,
  compare_episodes: compareEpisodes,
  timeline: timeline,
  similar_cases: similarCases,
  search_knowledge: searchKnowledge,
};

async function searchRecords(
  asked: ArgumentsOf<'search_records'>,
  { basis, investigation, records, signal }: Desk,
): Promise<LookUp> {
  if (Object.keys(asked).length === 0) throw new WrongCall('Say what to look for: at least one argument.');
  const query = queryOf(asked, investigation);
  const files = filesFor(query, asked.file, investigation);
  const found = await records.search({ files, query, limit: MAX_LINES + 1, signal });
  const lines = found.slice(0, MAX_LINES).map((record) => ({ line: basis.add(record) }));
  return { lines, told: [], isCut: found.length > MAX_LINES || signal.aborted };
}

function queryOf(
  { app, context, ecu, from, level, template, to, words }: ArgumentsOf<'search_records'>,
  { input }: Investigation,
): RecordQuery {
  const rows = input.evidence.templates.filter(({ fingerprint }) => fingerprint === template);
  if (template !== undefined && rows.length === 0) throw new WrongCall('There is no template with this id.');
  return {
    ...(ecu !== undefined && { ecu }),
    ...(app !== undefined && { app }),
    ...(context !== undefined && { context }),
    ...(level !== undefined && { level }),
    ...(from !== undefined && { fromUs: Date.parse(from) * 1_000 }),
    ...(to !== undefined && { toUs: Date.parse(to) * 1_000 }),
    ...(words !== undefined && { words }),
    // Frames have no text to mask: of them the places that are kept are looked up.
    ...(template !== undefined && (rows.some(isText) ? { templates: rows.map(signOf) } : { places: placesOf(rows) })),
  };
}

const isText = ({ template }: TemplateRow): boolean => !/^<[a-z-]+>(?: id \d+)?$/.test(template);

const placesOf = (rows: readonly TemplateRow[]): NonNullable<RecordQuery['places']> =>
  rows.flatMap(({ occurrences }) => occurrences);

/** Files that can hold such a record, by what is known of their times. */
function filesFor(
  { fromUs, toUs, places, templates: signs }: RecordQuery,
  file: number | undefined,
  { input }: Investigation,
): number[] {
  const { files, templates } = input.evidence;
  const own = files.filter(({ file: { index } }) => file === undefined || index === file);
  if (own.length === 0) throw new WrongCall('There is no file with this number.');
  const inTime = own.filter(
    ({ firstTimeUs, lastTimeUs }) =>
      (fromUs === undefined || (lastTimeUs ?? Number.NEGATIVE_INFINITY) >= fromUs) &&
      (toUs === undefined || (firstTimeUs ?? Number.POSITIVE_INFINITY) <= toUs),
  );
  const isNamed = signs !== undefined || places !== undefined;
  const rows = templates.filter(({ fingerprint }) => signs?.some((sign) => sign.fingerprint === fingerprint));
  const named = new Set([...placesOf(rows), ...(places ?? [])].map((place) => (place as { file?: number }).file));
  const held = inTime.filter(({ file: { index } }) => !isNamed || named.has(index));
  return [...new Set(held.map(({ file: { index } }) => index))].sort((a, b) => a - b);
}

async function recordsAround(
  { after, before, evidence }: ArgumentsOf<'records_around'>,
  { basis, records, signal }: Desk,
): Promise<LookUp> {
  const pointer = basis.evidence.get(evidence)?.quote?.pointer;
  if (pointer === undefined) throw new WrongCall('There is no line with this evidence id.');
  const room = MAX_LINES - 1;
  const kept = { before: Math.min(before, room), after: Math.min(after, room - Math.min(before, room)) };
  const found = await records.around({ at: pointer, ...kept, signal });
  return { lines: found.map((record) => ({ line: basis.add(record) })), told: [], isCut: signal.aborted };
}

/** Outcomes of all tries, then the lines that tell most of a failure and how they stand to what went well. */
async function compareEpisodes(_: ArgumentsOf<'compare_episodes'>, desk: Desk): Promise<LookUp> {
  const { attempts, contrast, input } = desk.investigation;
  const told = attempts.slice(-MAX_LINES).map(({ ecu, findings, outcome }, i) => ({
    own: { episode: i + 1, outcome, steps: findings.length, from: isoOf(findings[0].place.timeUs) },
    vehicle: { ecu },
  }));
  const rows = input.evidence.templates
    .flatMap((row) => {
      const standing = contrast.standingOf(row);
      return standing === 'unknown' ? [] : [{ row, standing }];
    })
    .sort((a, b) => byStanding(a) - byStanding(b) || byTelling(a.row, b.row));
  const chosen = rows.slice(0, MAX_LINES);
  const records = await recordsOf(
    chosen.map(({ row }) => row),
    desk,
  );
  const lines = chosen.flatMap(({ row, standing }) => {
    const record = records.get(row);
    return record ? [{ line: desk.basis.add(record), standing }] : [];
  });
  const against = {
    own: { comparedWith: contrast.against ?? 'Nothing: no try went well, and no good logs were given.' },
  };
  return { lines, told: [against, ...told], isCut: rows.length > chosen.length };
}

const byStanding = ({ standing }: { standing: Standing }): number => (standing === 'specific' ? 0 : 1);

/** The most telling record of each row, each file in one pass. */
async function recordsOf(
  rows: readonly TemplateRow[],
  { records, signal }: Desk,
): Promise<Map<TemplateRow, FoundRecord>> {
  const atOf = new Map(rows.map((row) => [row, row.failure?.at ?? row.first]));
  const places = [...atOf.values()].map(({ file, member, offset }) => ({ file, member, offsets: [offset] }));
  const found: FoundRecord[] = [];
  for (const [file, own] of Map.groupBy(places, (place) => place.file)) {
    found.push(...(await records.search({ files: [file], query: { places: own }, limit: own.length, signal })));
  }
  const isAt = ({ pointer: a }: FoundRecord, b: (typeof places)[number]): boolean =>
    a.file === b.file && a.member === b.member && a.offset === b.offsets[0];
  return new Map(
    [...atOf].flatMap(([row, { file, member, offset }]) => {
      const record = found.find((each) => isAt(each, { file, member, offsets: [offset] }));
      return record ? [[row, record] as const] : [];
    }),
  );
}

/** Findings are read back already: each is a line that can be cited. */
async function timeline({ ecu, from, to }: ArgumentsOf<'timeline'>, { basis, investigation }: Desk): Promise<LookUp> {
  const [fromUs, toUs] = [from, to].map((time) => (time === undefined ? null : Date.parse(time) * 1_000));
  const told = investigation.findings.filter(
    ({ category, ecu: writer, place: { timeUs } }) =>
      category !== 'line' &&
      (ecu === undefined || ecu.toLowerCase() === writer.toLowerCase()) &&
      (fromUs === null || (timeUs !== null && timeUs >= fromUs)) &&
      (toUs === null || (timeUs !== null && timeUs <= toUs)),
  );
  const records = told.slice(-MAX_LINES).flatMap((finding) => recordOf(finding, investigation) ?? []);
  // What several findings say of one record is one line.
  const lines = new Set(records.map((record) => basis.add(record)));
  return { lines: [...lines].map((line) => ({ line })), told: [], isCut: told.length > MAX_LINES };
}

function recordOf(finding: Finding, { proven }: Investigation): FoundRecord | undefined {
  const proof = proven.proofOf.get(finding);
  if (proof === undefined) return undefined;
  const { app, ecu, place, reading } = finding;
  const level = reading?.level ?? finding.row?.level ?? 'none';
  const told = { level, ecu, app, context: '', text: proof.quote.text };
  return { pointer: proof.pointer, timeUs: place.timeUs, ...told, template: null, body: null };
}

/** Titles and lines of earlier batches came from vehicles, too; what an engineer said of one did not. */
async function similarCases(_: ArgumentsOf<'similar_cases'>, { investigation }: Desk): Promise<LookUp> {
  const told = (investigation.input.similar ?? []).map(
    ({ batchId, firmware, platform, resolution, score, shared, title, verdict }): Told => ({
      own: { batch: batchId, score, verdict, platform, firmware, ...(resolution && { resolved: resolution }) },
      vehicle: { ...(title !== null && { title }), shared: shared.join('; ') },
    }),
  );
  const none = { own: { similar: 'No earlier batch shares a sign with this one.' } };
  return { lines: [], told: told.length > 0 ? told : [none], isCut: false };
}

const MAX_ROWS = 8;

/** Only rows that passed the filters are told; of the others their ids and why not. */
async function searchKnowledge(
  { words }: ArgumentsOf<'search_knowledge'>,
  { investigation: { input, selection } }: Desk,
): Promise<LookUp> {
  const { excluded, matched } = selection;
  const scores = rankBm25(
    matched.map(({ cause, symptom, title }) => [title, symptom, cause].join(' ')),
    words.join(' '),
  );
  const ranked = matched.map((row, i) => ({ row, score: scores[i] })).sort((a, b) => b.score - a.score);
  const rows = ranked.filter(({ score }) => score > 0).slice(0, MAX_ROWS);
  const own = await input.knowledge.own?.search({ words: words.join(' '), scope: scopeOf(input), limit: MAX_ROWS });
  const told = new Set(rows.map(({ row }) => row.id));
  const hits = own?.hits.filter(({ row: { id } }) => !told.has(id)) ?? [];
  const lacking = [...excluded.filter(({ filter }) => filter !== 'signs'), ...(own?.excluded ?? [])].slice(0, MAX_ROWS);
  return {
    lines: [],
    told: [
      ...rows.map(({ row: { cause, id, symptom, title } }) => ({ own: { knowledge: id, title, symptom, cause } })),
      ...hits.map(({ row: { cause, id, text, title } }) => ({ own: { knowledge: id, title, symptom: text, cause } })),
      ...lacking.map(({ id, reason }) => ({ own: { excluded: id, reason } })),
    ],
    isCut: false,
  };
}

/** Whatever wrote is an ECU or a component of the vehicle. */
function scopeOf({ context: { firmware, platform }, evidence }: Investigation['input']): OwnScope {
  const versions = [firmware?.from, firmware?.to].filter((version) => typeof version === 'string');
  const ecus = new Set(evidence.templates.map(({ ecu }) => ecu));
  const apps = evidence.templates.map(({ app }) => app);
  return { platform, ecus: [...ecus], components: [...new Set([...ecus, ...apps])], firmware: versions };
}

const isoOf = (timeUs: number | null): string | null =>
  timeUs === null ? null : new Date(timeUs / 1_000).toISOString();

/** How a line of a result names what the rules know of it; undefined where they know nothing. */
export const knownAs = (finding: Finding): string | undefined =>
  finding.category === 'line' ? undefined : `${finding.text}, as ${writerName(finding)} logged`;
