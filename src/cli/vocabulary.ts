import { resolve } from 'node:path';
import { FAULT_KINDS, type FaultKind } from '#src/evidence/kinds/fault-kinds.ts';
import type { OwnVocabulary } from '#src/evidence/vocabulary/line-reader.ts';
import { readVocabularyFile } from '#src/local/vocabulary-folder.ts';
import { jsonText } from '#src/report/json-text.ts';
import { type ExitCode, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { nearest } from './nearest.ts';
import { tellingPlainly } from './vocabulary-option.ts';

interface Printing {
  io: Io;
  isJson: boolean;
}

const ACTIONS: Readonly<Record<string, (files: string[], to: Printing) => Promise<ExitCode>>> = { check, kinds };

export const vocabulary = defineCommand({
  usage: ['vocabulary check FILE...', 'vocabulary kinds'],
  about: `A vocabulary says what the lines of an update client or a service mean: vocabularies/README.md describes it,
docs/vocabulary.schema.json is its shape. "check" reads one, tries every example of every row, and says in one sentence
what is wrong. "kinds" lists the kinds of faults that a row may name, and what each means.`,
  options: { json: { about: 'print each vocabulary, or each kind, as JSON, one per line' } },
  examples: [
    'vocabulary check ./vocabularies/acme-updater.json',
    'vocabulary kinds | grep storage',
    'diagnose ./logs --vocabulary ./vocabularies',
  ],
  takes: ['check', 'kinds'],
  async run({ positionals, values }, io) {
    const [action, ...files] = positionals;
    if (action === undefined) throw new UsageError('What is to be done: argus vocabulary check FILE, or kinds?');
    if (!Object.hasOwn(ACTIONS, action)) {
      const close = nearest(action, Object.keys(ACTIONS));
      throw new UsageError(`There is no "vocabulary ${action}".${close ? ` Did you mean "${close}"?` : ''}`);
    }
    return ACTIONS[action](files, { io, isJson: values.json ?? false });
  },
});

async function check(files: string[], { io, isJson }: Printing): Promise<ExitCode> {
  if (files.length === 0) throw new UsageError('Which file is to be checked? argus vocabulary check FILE');
  const { readVocabulary } = await import('#src/evidence/vocabulary/own-vocabularies.ts');
  for (const file of files) {
    const read = async () => readVocabulary(readVocabularyFile(resolve(io.cwd, file), file));
    const found = await tellingPlainly(read);
    const { name, rows } = found.file;
    await io.stdout.write(isJson ? `${jsonText({ file, name, rows: rows.length })}\n` : `${file}: ${summary(found)}\n`);
  }
  return 0;
}

function summary({ file: { name, rows } }: OwnVocabulary): string {
  const examples = rows.reduce(
    (sum, row) => sum + Object.keys(row.examples.says).length + row.examples.silent.length,
    0,
  );
  return `the vocabulary "${name}" is good: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, ${examples} examples.`;
}

async function kinds(_: string[], { io, isJson }: Printing): Promise<ExitCode> {
  const names = (Object.keys(FAULT_KINDS) as FaultKind[]).sort();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const { means } = FAULT_KINDS[name];
    await io.stdout.write(isJson ? `${jsonText({ kind: name, means })}\n` : `${name.padEnd(width)}  ${means}\n`);
  }
  return 0;
}
