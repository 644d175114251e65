/** One entry of a file as it stands there, by the names of its columns. */
export interface RawEntry {
  /** As people count: the line of a text, the number of an element. */
  place: string;
  fields: Record<string, string>;
}

/** A file of which no entries can be read: one sentence that says what to do. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable';
}

const READERS: Readonly<Record<string, (text: string) => RawEntry[]>> = {
  csv: readCsv,
  tsv: readCsv,
  json: readJson,
  md: readMarkdown,
  markdown: readMarkdown,
};

/** Entries of a CSV, Markdown or JSON file, by the ending of its name. Throws `UnreadableTable`. */
export function readTable(name: string, text: string): RawEntry[] {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase() ?? '';
  const read = Object.hasOwn(READERS, ending) ? READERS[ending] : undefined;
  if (read === undefined) throw new UnreadableTable(`its name must end in .csv, .tsv, .json or .md.`);
  const entries = read(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
  if (entries.length === 0) throw new UnreadableTable('it holds no entries.');
  return entries;
}

/** RFC 4180, with the separator that the first line has most of. */
function readCsv(text: string): RawEntry[] {
  const separator = [',', ';', '\t'].sort((a, b) => countOf(text, b) - countOf(text, a))[0];
  const [header, ...records] = csvRecords(text, separator);
  if (header === undefined) return [];
  return records
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => {
      if (cells.length > header.cells.length) {
        throw new UnreadableTable(
          `line ${line} has ${cells.length} columns, its first line has ${header.cells.length}.`,
        );
      }
      return { place: `line ${line}`, fields: fieldsOf(header.cells, cells) };
    });
}

const countOf = (text: string, separator: string): number => text.split('\n', 1)[0].split(separator).length;

interface CsvRecord {
  cells: string[];
  line: number;
}

/** One pass: a cell that begins with a quotation mark ends with one, and two of them inside are one. */
function csvRecords(text: string, separator: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let [line, cell, isQuoted] = [1, '', false];
  let open: CsvRecord = { cells: [], line };
  const endCell = (): void => {
    open.cells.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\n') line++;
    if (isQuoted && letter === '"' && text[at + 1] === '"') cell += text[++at];
    else if (letter === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
    else if (isQuoted) cell += letter;
    else if (letter === separator) endCell();
    else if (letter === '\n') {
      endCell();
      records.push(open);
      open = { cells: [], line };
    } else if (letter !== '\r') cell += letter;
  }
  if (isQuoted) throw new UnreadableTable(`line ${open.line} has a quotation mark that does not end.`);
  if (cell !== '' || open.cells.length > 0) {
    endCell();
    records.push(open);
  }
  return records;
}

const fieldsOf = (names: readonly string[], cells: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, i) => [name.trim(), (cells[i] ?? '').trim()]));

/** A list of objects, or an object with one list in it. */
function readJson(text: string): RawEntry[] {
  const parsed = parseJson(text);
  const list = Array.isArray(parsed) ? parsed : Object.values(parsed ?? {}).find(Array.isArray);
  if (list === undefined) throw new UnreadableTable('it is no list of objects.');
  return list.map((item: unknown, i) => {
    if (typeof item !== 'object' || item === null) throw new UnreadableTable(`element ${i + 1} is no object.`);
    const fields = Object.entries(item).map(([name, value]) => [name, valueText(value)] as const);
    return { place: `element ${i + 1}`, fields: Object.fromEntries(fields) };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableTable('it is no JSON.');
  }
}

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return Array.isArray(value)
    ? value.map(valueText).join('\n')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
};

/** Tables, a row each; without any, sections: the heading is the title, `Name: …` lines are fields, the rest is the text. */
function readMarkdown(text: string): RawEntry[] {
  const lines = text.split(/\r?\n/);
  const tables = tableRows(lines);
  return tables.length > 0 ? tables : sections(lines);
}

const isRow = (line: string): boolean => line.length > 1 && line.startsWith('|') && line.endsWith('|');
const isRule = (line: string): boolean => isRow(line) && /^[\s:|-]+$/.test(line);
const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

function tableRows(lines: readonly string[]): RawEntry[] {
  const trimmed = lines.map((line) => line.trim());
  const entries: RawEntry[] = [];
  let header: string[] | undefined;
  for (const [i, line] of trimmed.entries()) {
    if (!isRow(line)) header = undefined;
    else if (header === undefined) header = isRule(trimmed[i + 1] ?? '') ? cellsOf(line) : undefined;
    else if (!isRule(line)) entries.push({ place: `line ${i + 1}`, fields: fieldsOf(header, cellsOf(line)) });
  }
  return entries;
}

const headingOf = (line: string): string | undefined =>
  /^#{1,6}\s/.test(line) ? line.replace(/^#+/, '').trim() : undefined;
/** `Cause: …`, in bold or in a list. */
const FIELD = /^[-*\s]*([A-Za-z][A-Za-z ]{1,30})\**:\**\s(.*)$/;

function sections(lines: readonly string[]): RawEntry[] {
  const entries: RawEntry[] = [];
  for (const [i, line] of lines.entries()) {
    const heading = headingOf(line);
    const open = entries.at(-1);
    if (heading !== undefined) entries.push({ place: `line ${i + 1}`, fields: { title: heading, text: '' } });
    else if (open !== undefined) addTo(open.fields, line);
  }
  // A chapter that only holds others has no text of its own.
  return entries.filter(({ fields: { text, title, ...named } }) => text.trim() !== '' || Object.keys(named).length > 0);
}

function addTo(fields: Record<string, string>, line: string): void {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined || value.trim() === '')
    fields['text'] = `${fields['text']}\n${line}`.trim();
  else fields[name] = `${fields[name] ?? ''}\n${value}`.trim();
}
