import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TABLES, type Table } from './table.ts';

/** The engine is not installed, the folder holds no table, or the engine refuses the question: a sentence for the person. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
}

export interface Answer {
  columns: string[];
  /** Values as JSON has them; times and large numbers are texts. */
  rows: unknown[][];
}

/** Which function of DuckDB reads the files of a format. */
const READERS: Record<string, (files: string, table: Table) => string> = {
  parquet: (files) => `read_parquet(${files}, hive_partitioning = true, union_by_name = true)`,
  csv: (files, table) =>
    `read_csv(${files}, hive_partitioning = true, header = true, quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, auto_detect = false, delim = ',', columns = ${typesOf(table)})`,
  ndjson: (files, table) =>
    `read_json(${files}, hive_partitioning = true, format = 'newline_delimited', columns = ${typesOf(table)})`,
};

const SQL_TYPES = { text: 'VARCHAR', integer: 'BIGINT', time: 'TIMESTAMP' } as const;

const typesOf = ({ columns }: Table): string =>
  `{${columns.map(({ name, type }) => `${textOf(name)}: ${textOf(SQL_TYPES[type])}`).join(', ')}}`;

const textOf = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Answers a question in SQL over what was exported to a folder, with DuckDB in this process. It reads that folder and
 * nothing else. Throws `QueryRefused`.
 */
export async function queryExport(folder: string, sql: string): Promise<Answer> {
  const root = resolve(folder);
  const views = await viewsOf(root);
  const { DuckDBInstance } = await loadEngine();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of [...views, ...confinement(root)]) await connection.run(statement);
    const answer = await connection.runAndReadAll(sql);
    return { columns: answer.columnNames(), rows: answer.getRowsJson() };
  } catch (error) {
    throw new QueryRefused(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function viewsOf(root: string): Promise<string[]> {
  const views = await Promise.all(Object.values(TABLES).map((table) => viewOf(root, table)));
  const found = views.filter((view) => view !== undefined);
  if (found.length > 0) return ["SET TimeZone = 'UTC'", ...found];
  throw new QueryRefused(`There is no exported table in ${root}: make some with "argus export BATCH --to DIR".`);
}

/** A table in several formats is read in the first of them that is there: else each row would count twice. */
async function viewOf(root: string, table: Table): Promise<string | undefined> {
  const names = await readdir(join(root, table.name), { recursive: true }).catch(() => []);
  const format = Object.keys(READERS).find((extension) => names.some((name) => name.endsWith(`.${extension}`)));
  if (format === undefined) return undefined;
  const files = textOf(join(root, table.name, '**', `*.${format}`));
  return `CREATE VIEW ${table.name} AS SELECT * FROM ${READERS[format](files, table)}`;
}

/** A question that was copied from somewhere reads no other file, loads nothing and sends nothing. */
const confinement = (root: string): string[] => [
  `SET allowed_directories = [${textOf(`${root}/`)}]`,
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

async function loadEngine(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new QueryRefused('SQL needs DuckDB, which is not installed here: npm install @duckdb/node-api', {
      cause: error,
    });
  }
}
