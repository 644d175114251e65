import { join, resolve } from 'node:path';
import { FIELDS, type Field } from '#src/knowledge/own/map-columns.ts';
import { addOwnRows, openOwnKnowledge, searchOwnKnowledge } from '#src/knowledge/own/own-store.ts';
import { readOwnFile } from '#src/local/own-knowledge.ts';
import { jsonText } from '#src/report/json-text.ts';
import { printable } from './colour.ts';
import { type ExitCode, type Io, UsageError } from './command.ts';
import { DEFAULT_DATA_DIR } from './data-folder.ts';
import { defineCommand } from './define-command.ts';
import { KNOWLEDGE_OPTION, openEmbeddings, openPlace, tellingKnowledge } from './knowledge-option.ts';
import { requireWholeNumber, type Values } from './options.ts';

const OPTIONS = {
  ...KNOWLEDGE_OPTION,
  knowledge: {
    value: 'DIR',
    about: `the folder that holds it (default ${join(DEFAULT_DATA_DIR, 'knowledge')}), or the S3 prefix of a deployment (s3://bucket/knowledge/)`,
  },
  columns: {
    value: 'LIST',
    about: `columns by field, where their names are not the usual ones: ${FIELDS.join(', ')}`,
  },
  platform: { value: 'NAME', about: 'search: entries that hold for this platform' },
  ecu: { value: 'NAME', about: 'search: for this ECU' },
  firmware: { value: 'VERSION', about: 'search: for this firmware' },
  component: { value: 'NAME', about: 'search: for this component' },
  limit: { value: 'N', about: 'at most so many hits (default 10)' },
  json: { about: 'print what was found, read or listed as JSON' },
} as const;
type KbValues = Values<typeof OPTIONS>;

export const kb = defineCommand({
  usage: [
    'kb add FILE... [--columns FIELD=COLUMN,...]',
    'kb search WORDS... [--platform NAME] [--ecu NAME] [--firmware VERSION] [--component NAME]',
    'kb list',
  ],
  about: `Knowledge of your own: fault lists of suppliers, tables of trouble codes, runbooks, old tickets, as CSV, TSV, JSON (a list of
objects) or Markdown (tables, or a heading per entry). Entries with codes join Argus' own rows in "argus diagnose --knowledge
DIR" and "argus up --knowledge DIR". An entry that names a platform, ECU, firmware or component holds for that alone: where
it is unknown of a vehicle, the entry does not apply, and a search says why it was turned away.`,
  options: OPTIONS,
  examples: [
    'kb add faults.csv --columns title=Fehlertext,codes=DTC,cause=Ursache',
    'kb search coolant valve stuck --platform J7 --firmware 7.3.0',
    `diagnose ./logs --knowledge ${join(DEFAULT_DATA_DIR, 'knowledge')}`,
  ],
  takes: ['add', 'search', 'list'],
  async run({ values, positionals }, io) {
    const [verb, ...rest] = positionals;
    const work = WORK.get(verb ?? '');
    if (work === undefined) throw new UsageError('What is to be done: argus kb add FILE, search WORDS, or list?');
    return tellingKnowledge(() => work(rest, values, io));
  },
});

const placeOf = ({ knowledge = join(DEFAULT_DATA_DIR, 'knowledge') }: KbValues, io: Io) => openPlace(knowledge, io);

async function add(files: readonly string[], values: KbValues, io: Io): Promise<ExitCode> {
  if (files.length === 0) throw new UsageError('Which files? argus kb add FILE');
  const columns = columnsOf(values.columns);
  const rows = files.flatMap((name) => readOwnFile(resolve(io.cwd, name), name, columns));
  const { version, rows: all } = await addOwnRows(
    await placeOf(values, io),
    rows,
    await openEmbeddings(values.embeddings, io),
  );
  const text = `${rows.length} entries read; the folder holds ${all.length}, version ${version}.\n`;
  await io.stdout.write(values.json ? `${jsonText({ read: rows.length, entries: all.length, version })}\n` : text);
  return 0;
}

function columnsOf(list = ''): Partial<Record<Field, string>> {
  const pairs = list.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [field, ...column] = pair.split('=');
      if (!FIELDS.some((known) => known === field) || column.length === 0) {
        throw new UsageError(
          `--columns takes FIELD=COLUMN, where FIELD is one of ${FIELDS.join(', ')}, not "${pair}".`,
        );
      }
      return [field, column.join('=')];
    }),
  );
}

async function search(words: readonly string[], values: KbValues, io: Io): Promise<ExitCode> {
  if (words.length === 0) throw new UsageError('What is to be found? argus kb search WORDS');
  const limit = requireWholeNumber('--limit', values.limit ?? '10', { min: 1, max: 100 });
  const [ecus, components, firmware] = [values.ecu, values.component, values.firmware].map((value) =>
    value === undefined ? [] : [value],
  );
  const scope = { platform: values.platform ?? null, ecus, components, firmware };
  const asked = { words: words.join(' '), limit, scope };
  const found = await searchOwnKnowledge(await placeOf(values, io), asked, await openEmbeddings(values.embeddings, io));
  if (values.json) await io.stdout.write(`${jsonText(found)}\n`);
  else await printFound(found, io);
  return found.hits.length > 0 ? 0 : 1;
}

async function printFound({ excluded, hits }: Awaited<ReturnType<typeof searchOwnKnowledge>>, io: Io): Promise<void> {
  for (const { byMeaning, byWords, row } of hits) {
    const how = [byWords && `words ${byWords}`, byMeaning && `meaning ${byMeaning}`].filter(Boolean).join(', ');
    await io.stdout.write(`${printable(`${row.title} [${row.codes.join(', ')}] (${how})`)}\n`);
    for (const line of [row.cause ?? row.text, ...row.actions.map((each) => `To do: ${each}`), `From ${row.source}`])
      await io.stdout.write(`  ${printable(line)}\n`);
  }
  if (hits.length === 0) await io.stderr.write('Nothing that applies was found.\n');
  for (const { reason, title } of excluded) await io.stderr.write(`${printable(`Turned away: ${title}. ${reason}`)}\n`);
}

async function list(_: readonly string[], values: KbValues, io: Io): Promise<ExitCode> {
  const { rows, version } = await openOwnKnowledge(await placeOf(values, io));
  for (const { codes, id, title } of rows) {
    const text = printable(`${id}  ${title} [${codes.join(', ')}]`);
    await io.stdout.write(`${values.json ? jsonText({ id, title, codes }) : text}\n`);
  }
  await io.stderr.write(`${rows.length} entries, version ${version}.\n`);
  return 0;
}

const WORK = new Map([
  ['add', add],
  ['search', search],
  ['list', list],
]);
