import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import { diagnoseFiles } from '#src/local/diagnose-files.ts';
import { jsonText } from '#src/report/json-text.ts';
import { type Command, CommandFailed, type Io, UsageError } from './command.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { LiveLines, progressBar, sizeText } from './live-lines.ts';
import { LOCAL_SESSION_OPTIONS, readLocalSession } from './local-session.ts';
import { DEFAULT_MODEL_BUDGET_USD } from './model-option.ts';
import { readOptions } from './options.ts';
import { printReport } from './show-diagnosis.ts';

const HELP = `argus diagnose PATH... [OPTIONS]

Diagnoses files, and folders with all that is in them, as one session of one vehicle. Everything happens in this process:
no server, nothing is kept. (truth.json in a folder is what "argus simulate" says happened; it is not read.)
The exit code is 1 when no record of any file could be read.

Options
  --vehicle ID       the vehicle (default: unknown)
  --platform NAME    its platform, such as J7
  --from VERSION     firmware before the update
  --to VERSION       firmware the update was to bring
  --campaign ID      OTA campaign
  --claimed OUTCOME  what the vehicle or the backend says came out of it, such as success or failure
  --compare PATH     logs of a vehicle that was well: what also stands in them explains nothing; may be repeated
  --dbc FILE         CAN database for all buses: its signals become series; may be repeated
  --fibex FILE       FIBEX file of all ECUs: names DLT's non-verbose messages; may be repeated
  --databases FILE   list of such files by platform, ECU and firmware: {"databases": [{"dbc": "pt.dbc", "platform":
                     "J7", "firmware": ">=4.1 <5", "ecu": "can0", "signals": ["Battery.*"]}]}
  --as FORMAT        format of all files, whatever they look like: reads also what Argus takes for a document
  --top N            lines to look at that no rule knows (default 5)
  --model MODEL      language model that reads the evidence too (default: none), as in "argus up --help"
  --model-budget USD cap on what a Bedrock model may cost (default ${DEFAULT_MODEL_BUDGET_USD})
  --vocabulary DIR   vocabularies of your own, as vocabularies/README.md describes them; read before Argus' own
  --knowledge DIR    knowledge of your own, as "argus kb add" keeps it
  --embeddings URL   the model of its vectors, for what --model looks up in it
  --json             print the report as JSON

Examples
  argus diagnose ./logs
  argus diagnose gateway.dlt ivi.log can.log --from 4.1.0 --to 4.2.0 --claimed success
  argus diagnose ./bad --compare ./good --top 10
  argus diagnose ./logs --json | jq .headline
`;

export const diagnose: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, { ...LOCAL_SESSION_OPTIONS, json: { type: 'boolean' } });
    if (positionals.length === 0) throw new UsageError('What is to be diagnosed? Give files or folders.');
    const session = await readLocalSession(values, io);
    const files = await findFiles(positionals, io.cwd);
    const progress = new ReadProgress(files, io);
    const emit = (event: DiagnosisEvent) => tellWait(event, io);
    const { report } = await diagnoseFiles(
      files,
      { ...session, emit },
      { signal: io.signal, onFile: (file) => progress.add(file.sizeBytes), onRead: () => finishReading(progress, io) },
    );
    if (values.json) await io.stdout.write(`${jsonText(report)}\n`);
    else await printReport(report, io);
    return report.totals.records > 0 ? 0 : 1;
  },
};

async function finishReading(progress: ReadProgress, { signal }: Io): Promise<void> {
  await progress.finish();
  if (signal.aborted) throw new CommandFailed('Interrupted.');
}

/** Only a model takes long enough to be told of. */
async function tellWait(event: DiagnosisEvent, { stderr }: Io): Promise<void> {
  if (event.type === 'progress' && event.data.step === 'model') await stderr.write(`${event.data.text}\n`);
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
