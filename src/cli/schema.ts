import { join } from 'node:path';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { JSON_SCHEMAS, type SchemaName, schemaText } from './json-schemas.ts';
import { nearest } from './nearest.ts';
import { writeResult } from './write-result.ts';

const NAMES = Object.keys(JSON_SCHEMAS) as SchemaName[];

export const schema = defineCommand({
  usage: ['schema [NAME]', 'schema --write DIR'],
  about: `Prints the JSON Schema of what commands print with --json, or the names of all schemas. They stand in docs/schemas, too.`,
  options: { write: { value: 'DIR', about: 'write all of them into a folder that is there' } },
  examples: ['schema', 'schema report', 'schema --write docs/schemas'],
  takes: NAMES,
  async run({ values, positionals: [name, extra] }, io) {
    if (extra !== undefined) throw new UsageError(`One schema at a time: "${extra}" is too much.`);
    if (values.write !== undefined) {
      for (const each of NAMES) await writeResult(join(values.write, `${each}.json`), schemaText(each), io);
    } else await io.stdout.write(name === undefined ? `${NAMES.join('\n')}\n` : schemaText(requireName(name)));
    return 0;
  },
});

function requireName(name: string): SchemaName {
  const found = NAMES.find((each) => each === name);
  if (found) return found;
  const close = nearest(name, NAMES);
  throw new UsageError(`There is no schema "${name}".${close ? ` Did you mean "${close}"?` : ''}`);
}
