import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openQuotes } from '#src/batch/open-quotes.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { type DiagnoseInput, type DiagnosisEvent, diagnose as diagnoseEvidence } from '#src/diagnosis/diagnose.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { collectFiles } from '#src/local/collect-files.ts';
import { lendFile } from '#src/local/lend-file.ts';
import type { Report } from '#src/report/report.ts';
import { type Command, CommandFailed, type Io, UsageError } from './command.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { LiveLines, progressBar, sizeText } from './live-lines.ts';
import { accessFor, chooseModel, DEFAULT_MODEL_BUDGET_USD, MODEL_OPTIONS } from './model-option.ts';
import { readOptions } from './options.ts';
import { readSessionFacts, SESSION_OPTIONS } from './session-options.ts';
import { printReport } from './show-diagnosis.ts';
import { productVersion } from './version.ts';

const HELP = `argus diagnose PATH... [OPTIONS]

Diagnoses files, and folders with all that is in them, as one session of one vehicle. Everything happens in this process:
no server, nothing is kept. (truth.json in a folder is what "argus simulate" says happened; it is not read.)
The exit code is 1 when none of the files could be read.

Options
  --vehicle ID       the vehicle (default: unknown)
  --platform NAME    its platform, such as J7
  --from VERSION     firmware before the update
  --to VERSION       firmware the update was to bring
  --campaign ID      OTA campaign
  --claimed OUTCOME  what the vehicle or the backend says came out of it, such as success or failure
  --model MODEL      language model that words the diagnosis (default: none), as in "argus up --help"
  --model-budget USD cap on what a Bedrock model may cost (default ${DEFAULT_MODEL_BUDGET_USD})
  --json             print the report as JSON

Examples
  argus diagnose ./logs
  argus diagnose gateway.dlt ivi.log can.log --from 4.1.0 --to 4.2.0 --claimed success
  argus diagnose ./logs --json | jq .headline
`;

export const diagnose: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, {
      ...SESSION_OPTIONS,
      ...MODEL_OPTIONS,
      json: { type: 'boolean' },
    });
    if (positionals.length === 0) throw new UsageError('What is to be diagnosed? Give files or folders.');
    const chosen = await chooseModel(values, io);
    const files = await findFiles(positionals, io.cwd);
    const context = { batchId: null, vehicleId: values.vehicle ?? 'unknown', ...readSessionFacts(values) };
    const report = await diagnoseFiles(files, { context, ...(chosen && { model: accessFor(chosen) }) }, io);
    if (values.json) await io.stdout.write(`${JSON.stringify(report)}\n`);
    else await printReport(report, io);
    return report.totals.parsed > 0 ? 0 : 1;
  },
};

type Session = Pick<DiagnoseInput, 'context' | 'model'>;

async function diagnoseFiles(files: readonly FoundFile[], session: Session, io: Io): Promise<Report> {
  const progress = new ReadProgress(files, io);
  const described = await describe(files);
  const collected = await collectFiles(described, {
    workers: availableParallelism(),
    signal: io.signal,
    onFile: (file) => progress.add(file.sizeBytes),
  });
  await progress.finish();
  if (io.signal.aborted) throw new CommandFailed('Interrupted.');
  const evidence = mergeEvidence(
    collected.flatMap((file) => file.evidence),
    collected.flatMap((file) => file.failed),
  );
  const open = (file: number) => ({ ...described[file], stream: lendFile(described[file].path) });
  const quotes = openQuotes({ open, codecs: nodeCodecs });
  const argusVersion = await productVersion();
  const emit = (event: DiagnosisEvent) => tellWait(event, io);
  return diagnoseEvidence({ ...session, evidence, quotes, knowledge: KNOWLEDGE, argusVersion, emit });
}

/** Only a model takes long enough to be told of. */
async function tellWait(event: DiagnosisEvent, { stderr }: Io): Promise<void> {
  if (event.type === 'progress' && event.data.step === 'model') await stderr.write(`${event.data.text}\n`);
}

/** Logs without a year were written in the year in which the last of them was. */
async function describe(files: readonly FoundFile[]) {
  const written = await Promise.all(files.map(async ({ path }) => (await stat(path)).mtimeMs));
  const referenceTimeUs = Math.round(Math.max(...written) * 1_000);
  return files.map((file, index) => ({ ...file, index, referenceTimeUs }));
}

class ReadProgress {
  readonly #live: LiveLines;
  readonly #total: { files: number; bytes: number };
  #files = 0;
  #bytes = 0;

  constructor(files: readonly FoundFile[], io: Io) {
    this.#live = new LiveLines(io.stderr);
    this.#total = { files: files.length, bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
  }

  add(bytes: number): void {
    this.#files++;
    this.#bytes += bytes;
    const bar = progressBar(this.#bytes, this.#total.bytes, 24);
    const done = `${this.#files} of ${this.#total.files} files, ${sizeText(this.#bytes)}`;
    this.#live.draw(() => [`${bar} ${done} read`]);
  }

  finish(): Promise<void> {
    return this.#live.clear();
  }
}
