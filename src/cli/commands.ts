import type { CommandIndex } from './command.ts';

/** Every command of `argus`, in the order of `argus help`. */
export const COMMANDS: CommandIndex = new Map([
  [
    'diagnose',
    {
      summary: 'Diagnose files in this process: the quickest way to try it',
      load: async () => (await import('./diagnose.ts')).diagnose,
    },
  ],
  [
    'up',
    {
      summary: 'Run the whole product on this machine',
      load: async () => (await import('./up.ts')).up,
    },
  ],
  [
    'upload',
    {
      summary: 'Send files or folders as one batch and follow the diagnosis',
      load: async () => (await import('./upload.ts')).upload,
    },
  ],
  [
    'watch',
    {
      summary: 'Follow the diagnosis of a batch',
      load: async () => (await import('./watch.ts')).watch,
    },
  ],
  [
    'retry',
    {
      summary: 'Go on with a batch that failed, where it broke',
      load: async () => (await import('./retry.ts')).retry,
    },
  ],
  [
    'erase',
    {
      summary: 'Erase everything that is kept of a vehicle, with a record of it',
      load: async () => (await import('./erase.ts')).erase,
    },
  ],
  [
    'report',
    {
      summary: 'Print the report of a batch',
      load: async () => (await import('./report.ts')).report,
    },
  ],
  [
    'show',
    {
      summary: 'Print the log records around a place of a batch or a file',
      load: async () => (await import('./show.ts')).show,
    },
  ],
  [
    'export',
    {
      summary: 'Write what a batch shows as tables: Parquet, CSV or NDJSON',
      load: async () => (await import('./export.ts')).exportTables,
    },
  ],
  [
    'sql',
    {
      summary: 'Ask exported tables a question in SQL',
      load: async () => (await import('./sql.ts')).sql,
    },
  ],
  [
    'search',
    {
      summary: 'Find log records of a batch by words, writer, level or time',
      load: async () => (await import('./search.ts')).search,
    },
  ],
  [
    'teach',
    {
      summary: 'Teach what was found out about a batch, for the next one like it',
      load: async () => (await import('./teach.ts')).teach,
    },
  ],
  [
    'lessons',
    {
      summary: 'List, show, disable or enable what was taught',
      load: async () => (await import('./lessons.ts')).lessons,
    },
  ],
  [
    'similar',
    {
      summary: 'Find earlier batches that show what this one shows',
      load: async () => (await import('./similar.ts')).similar,
    },
  ],
  [
    'kb',
    {
      summary: 'Add knowledge of your own (CSV, Markdown, JSON), and search it',
      load: async () => (await import('./kb.ts')).kb,
    },
  ],
  [
    'parse',
    {
      summary: 'Show what Argus reads in log files',
      load: async () => (await import('./parse.ts')).parse,
    },
  ],
  [
    'simulate',
    {
      summary: 'Write the logs of a simulated vehicle session, with its truth',
      load: async () => (await import('./simulate.ts')).simulate,
    },
  ],
  [
    'eval',
    {
      summary: 'Score the diagnosis on a folder of cases whose cause is known',
      load: async () => (await import('./eval.ts')).evalCommand,
    },
  ],
  [
    'doctor',
    {
      summary: 'Look whether Argus can run here, and for damage in a data folder',
      load: async () => (await import('./doctor.ts')).doctor,
    },
  ],
  [
    'vocabulary',
    {
      summary: 'Check a vocabulary of your own, or list the kinds of faults',
      load: async () => (await import('./vocabulary.ts')).vocabulary,
    },
  ],
  [
    'cost',
    {
      summary: 'Estimate what a batch costs on AWS',
      load: async () => (await import('./cost.ts')).cost,
    },
  ],
  [
    'schema',
    {
      summary: 'Print the JSON Schema of what --json prints',
      load: async () => (await import('./schema.ts')).schema,
    },
  ],
  [
    'completion',
    {
      summary: 'Complete command lines in bash, zsh and fish',
      load: async () => (await import('./completion.ts')).completionOf(COMMANDS),
    },
  ],
]);
