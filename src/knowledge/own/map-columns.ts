import * as z from 'zod/mini';
import { idOf, OwnRow } from './own-row.ts';
import type { RawEntry } from './read-tables.ts';

export const FIELDS = [
  'title',
  'text',
  'cause',
  'actions',
  'codes',
  'platforms',
  'ecus',
  'components',
  'firmware',
  'source',
] as const;
export type Field = (typeof FIELDS)[number];

/** Names that columns have in lists of suppliers and workshops; compared without case, blanks and marks. */
const USUAL: Readonly<Record<Field, readonly string[]>> = {
  title: ['title', 'name', 'fault', 'summary', 'shortdescription', 'issue', 'subject', 'fehler', 'titel'],
  text: ['text', 'description', 'symptom', 'symptoms', 'details', 'longdescription', 'beschreibung'],
  cause: ['cause', 'rootcause', 'possiblecause', 'possiblecauses', 'reason', 'ursache'],
  actions: [
    'actions',
    'action',
    'remedy',
    'repair',
    'measure',
    'solution',
    'resolution',
    'fix',
    'abhilfe',
    'massnahme',
  ],
  codes: ['codes', 'code', 'dtc', 'dtcs', 'errorcode', 'faultcode', 'nrc', 'fehlercode'],
  platforms: ['platforms', 'platform', 'vehicle', 'model', 'baureihe'],
  ecus: ['ecus', 'ecu', 'module', 'controlunit', 'steuergeraet'],
  components: ['components', 'component', 'part', 'subsystem'],
  firmware: ['firmware', 'version', 'versions', 'firmwarerange', 'softwareversion'],
  source: ['source', 'reference', 'document', 'ticket', 'quelle'],
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** A column for each field: as named, else by its usual names. Returns a sentence where one that was named is not there. */
export function columnsFor(
  header: readonly string[],
  named: Partial<Record<Field, string>>,
): Partial<Record<Field, string>> | string {
  const columns: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const asked = named[field];
    if (asked !== undefined && !header.includes(asked))
      return `there is no column "${asked}": it has ${header.join(', ')}.`;
    const found = asked ?? header.find((name) => USUAL[field].includes(plain(name)));
    if (found !== undefined) columns[field] = found;
  }
  if (columns.title === undefined)
    return `no column says what each entry is called: name it with --columns title=NAME (it has ${header.join(', ')}).`;
  return columns;
}

const listed = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The row that an entry is, or a sentence that names the place and the field. */
export function rowOf(entry: RawEntry, columns: Partial<Record<Field, string>>, file: string): OwnRow | string {
  const of = (field: Field): string => entry.fields[columns[field] ?? ''] ?? '';
  const about = { title: of('title'), text: of('text'), codes: listed(of('codes'), /[,;|\n]/) };
  const row = {
    ...about,
    id: idOf(about),
    cause: of('cause') || null,
    actions: listed(of('actions'), /[;\n]/),
    platforms: listed(of('platforms'), /[,;|\n]/),
    ecus: listed(of('ecus'), /[,;|\n]/),
    components: listed(of('components'), /[,;|\n]/),
    firmware: of('firmware') || null,
    source: of('source') || `${file}, ${entry.place}`,
  };
  const { data, error } = z.safeParse(OwnRow, row);
  if (error) return `${entry.place}: ${String(error.issues[0].path[0])} ${error.issues[0].message}.`;
  if (data.cause === null && data.text === '' && data.actions.length === 0)
    return `${entry.place}: it has neither a text nor a cause nor an action.`;
  return data;
}
