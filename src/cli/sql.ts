import { resolve } from 'node:path';
import { type Answer, QueryRefused, queryExport } from '#src/export/query-export.ts';
import { jsonText } from '#src/report/json-text.ts';
import { CommandFailed, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { textTable } from './text-table.ts';

/** Wider cells are cut on a screen; --json has all of them. */
const MAX_CELL = 80;

export const sql = defineCommand({
  usage: ['sql QUESTION [--in DIR] [--json]'],
  about: `Answers a question in SQL over the tables that "argus export" wrote, with DuckDB in this process (an optional dependency). The question reads that folder and nothing else.
Tables: batches, records, faults, templates, episodes. docs/queries.md has ten questions to begin with.`,
  options: {
    in: { value: 'DIR', about: 'folder of the tables (default .)' },
    json: { about: 'print one JSON object per row' },
  },
  examples: ['sql "select * from batches" --in ./fleet', 'sql "select ecu, count(*) from faults group by 1"'],
  async run({ values, positionals }, io) {
    const [question, extra] = positionals;
    if (question === undefined) throw new UsageError('What is the question? Give it in SQL, between quotes.');
    if (extra !== undefined) throw new UsageError(`One question at a time, between quotes: "${extra}" is too much.`);
    const answer = await queryExport(resolve(io.cwd, values.in ?? '.'), question).catch(explain);
    await io.stdout.write(values.json ? jsonOf(answer) : tableOf(answer));
    return 0;
  },
});

function explain(error: unknown): never {
  if (error instanceof QueryRefused) throw new CommandFailed(error.message);
  throw error;
}

const jsonOf = ({ columns, rows }: Answer): string =>
  rows.map((row) => `${jsonText(Object.fromEntries(row.map((value, i) => [columns[i], value])))}\n`).join('');

const tableOf = ({ columns, rows }: Answer): string =>
  textTable([columns, ...rows.map((row) => row.map((value) => cellOf(value)))]);

function cellOf(value: unknown): string {
  const text = value === null ? '' : typeof value === 'object' ? jsonText(value) : String(value);
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}
