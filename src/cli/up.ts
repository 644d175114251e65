import { once } from 'node:events';
import { relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PortUnavailable } from '#src/local/http-server.ts';
import { type ServedArgus, type ServeOptions, serveArgus } from '#src/local/serve-argus.ts';
import { jsonText } from '#src/report/json-text.ts';
import { paletteFor, printable } from './colour.ts';
import { CommandFailed, type Io, UsageError } from './command.ts';
import { DEFAULT_DATA_DIR, isFolderTrouble } from './data-folder.ts';
import { defineCommand } from './define-command.ts';
import { DATABASES_OPTION, requireDatabases } from './description-option.ts';
import { KNOWLEDGE_OPTION, readKnowledge } from './knowledge-option.ts';
import { chooseModel, DEFAULT_MODEL_BUDGET_USD, MODEL_OPTIONS } from './model-option.ts';
import { requireDurationMs, requireWholeNumber } from './options.ts';
import { PROGRAM } from './program.ts';
import type { SampleRun } from './sample.ts';
import { troubleSentence } from './system-trouble.ts';
import { readVocabularies, VOCABULARY_OPTION } from './vocabulary-option.ts';

const DEFAULT_PORT = '4780';

export const up = defineCommand({
  usage: ['up [--port PORT] [--data DIR] [--model MODEL] [--sample] [OPTIONS]'],
  about: `Runs the whole product in this process, on 127.0.0.1 only: API, upload door, database, workflow, diagnosis. Everything it
keeps lies in one folder; started again, it goes on where it was. Ctrl-C ends it.`,
  options: {
    port: { value: 'PORT', about: `port of 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free one)` },
    data: { value: 'DIR', about: `folder for everything Argus keeps (default ${DEFAULT_DATA_DIR})` },
    model: MODEL_OPTIONS.model,
    'model-budget': {
      value: 'USD',
      about: `what a Bedrock model may cost per day, UTC (default ${DEFAULT_MODEL_BUDGET_USD})`,
    },
    'upload-window': { value: 'MINUTES', about: 'how long a batch waits for its files (default 60)' },
    ...VOCABULARY_OPTION,
    ...KNOWLEDGE_OPTION,
    ...DATABASES_OPTION,
    'allow-origin': {
      value: 'ORIGIN',
      about: 'lets pages of this origin read, such as https://fleet.example (default: none)',
      multiple: true,
    },
    keep: {
      value: 'TIME',
      about:
        'how long a batch is kept after its end, as in 12h, 30d or 8w (default: until you delete the folder); its logs, its report and its Idempotency-Key go together',
    },
    json: { about: 'print where it is up as JSON, once it is' },
    sample: { about: 'take in the logs of a simulated failed update and show its diagnosis' },
  },
  examples: [
    'up --sample',
    'up --port 8080 --data /var/lib/argus --keep 30d',
    'up --model openai:http://127.0.0.1:11434/v1#llama3.3',
  ],
  async run({ values, positionals }, io) {
    if (positionals.length > 0) throw new UsageError(`"up" takes no argument such as "${positionals[0]}".`);
    const port = requireWholeNumber('--port', values.port ?? DEFAULT_PORT, { min: 0, max: 65_535 });
    const dataDir = resolve(io.cwd, values.data ?? DEFAULT_DATA_DIR);
    const model = await chooseModel(values, io);
    const uploadWindowMinutes = requireWholeNumber('--upload-window', values['upload-window'] ?? '60', {
      min: 1,
      max: 525_600,
    });
    const vocabularies = await readVocabularies(values.vocabulary, io);
    const keepMs = values.keep === undefined ? undefined : requireDurationMs('--keep', values.keep);
    const knowledge = await readKnowledge(values, io);
    const databases = values.databases === undefined ? undefined : await requireDatabases(values.databases, io);
    const own = { vocabularies, ...(knowledge && { knowledge }), ...(databases !== undefined && { databases }) };
    const allowOrigins = (values['allow-origin'] ?? []).map(requireOrigin);
    const settings = { port, dataDir, uploadWindowMinutes, keepMs, allowOrigins, ...own };
    const argus = await start({ ...settings, ...(model && { model }) }, io);
    try {
      if (values.sample) await trySample({ url: argus.url, dataDir, io });
      if (!io.signal.aborted) {
        const ended = once(io.signal, 'abort');
        if (values.json) await io.stdout.write(`${jsonText({ url: argus.url, dataDir })}\n`);
        else await io.stderr.write(welcome(argus.url, dataDir, io));
        // Whoever opens the page asks for it again, and hears what is wrong.
        argus.preparePage().catch(() => {});
        await ended;
      }
    } finally {
      await argus.close();
    }
    return 0;
  },
});

/** As a browser sends it: a scheme, a host and a port, and nothing behind them. */
function requireOrigin(text: string): string {
  if (URL.parse(text)?.origin === text) return text;
  throw new UsageError(`--allow-origin takes an origin such as https://fleet.example, not "${text}".`);
}

/**
 * New objects of each thread get 1 MB instead of up to 48: a batch of 10,000 files peaks at 300 MB instead of 600, in no
 * more processor time (bench/batch-size.ts).
 */
const keepYoungSpaceSmall = () => setFlagsFromString('--semi-space-growth-factor=1');

async function start(options: Omit<ServeOptions, 'onError' | 'onMended'>, io: Io): Promise<ServedArgus> {
  keepYoungSpaceSmall();
  const onError = tellErrors(io);
  const onMended = (sentence: string) => void io.stderr.write(`${printable(sentence)}\n`);
  return serveArgus({ ...options, onError, onMended }).catch((error) => {
    if (error instanceof PortUnavailable || isFolderTrouble(error)) throw new CommandFailed(error.message);
    throw error;
  });
}

/** A disk that is full fails every request: it is told of once, until it has been quiet for as long. */
const SAME_TROUBLE_MS = 60_000;

/** A defect is named, never its text: that may quote a log. */
function tellErrors(io: Io): (error: unknown) => void {
  const toldAtMs = new Map<string, number>();
  return (error) => {
    const name = error instanceof Error ? error.name : 'unknown error';
    if (name !== 'StoreUnavailable') return void io.stderr.write(`A request failed: ${name}\n`);
    const sentence = `${(error as Error).message} Argus goes on by itself after that.\n`;
    const isNew = performance.now() - (toldAtMs.get(sentence) ?? Number.NEGATIVE_INFINITY) > SAME_TROUBLE_MS;
    toldAtMs.set(sentence, performance.now());
    if (isNew) void io.stderr.write(sentence);
  };
}

/** What goes wrong with a sample is no reason not to be up. */
async function trySample(run: SampleRun): Promise<void> {
  const { showSample } = await import('./sample.ts');
  try {
    await showSample(run);
  } catch (error) {
    if (run.io.signal.aborted) return;
    const sentence = error instanceof CommandFailed ? error.message : troubleSentence(error);
    if (sentence === undefined) throw error;
    await run.io.stderr.write(`The sample could not be shown. ${sentence}\n`);
  }
}

function welcome(url: string, dataDir: string, io: Io): string {
  const { bold, cyan, dim } = paletteFor(io.stderr, io.env);
  const folder = relative(io.cwd, dataDir) || '.';
  const tries = [
    [`${PROGRAM} upload PATH --vehicle V1`, 'your own logs, a file or a folder'],
    [`${PROGRAM} diagnose PATH`, 'the same without a server'],
    [`${PROGRAM} help`, 'everything else'],
    [`curl ${url}/batches`, 'the API, described at /openapi.json'],
  ];
  const width = Math.max(...tries.map(([line]) => line.length));
  return `
${bold('Argus is up')}: open ${cyan(url)} in a browser. Its data lies in ${folder}. Ctrl-C ends it.
Or in another terminal:
${tries.map(([line, why]) => `  ${line.padEnd(width)}  ${dim(`# ${why}`)}`).join('\n')}
`;
}
