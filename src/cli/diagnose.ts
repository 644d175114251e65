import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import { diagnoseFiles, type LocalSession } from '#src/local/diagnose-files.ts';
import type { Report } from '#src/report/report.ts';
import { CommandFailed, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { LiveLines, progressBar, sizeText } from './live-lines.ts';
import { LOCAL_SESSION_OPTIONS, readLocalSession } from './local-session.ts';
import { printReportAs, REPORT_OPTIONS, readReportOptions } from './report-option.ts';
import { withStandardInput } from './standard-input.ts';

const OPTIONS = {
  ...LOCAL_SESSION_OPTIONS,
  ...REPORT_OPTIONS,
} as const;

export const diagnose = defineCommand({
  usage: ['diagnose PATH... [OPTIONS]'],
  about: `Diagnoses files, folders with all that is in them, and - for standard input, as one session of one vehicle. Everything happens in this process:
no server, nothing is kept. (truth.json in a folder is what "argus simulate" says happened; it is not read.)
The exit code is 1 when no record of any file could be read.`,
  options: OPTIONS,
  examples: [
    'diagnose ./logs',
    'diagnose gateway.dlt ivi.log can.log --from 4.1.0 --to 4.2.0 --claimed success',
    'diagnose ./bad --compare ./good --top 10',
    'diagnose ./logs --json | jq .headline',
    'diagnose ./logs --html report.html',
    'diagnose - --format md < session.zip > report.md',
  ],
  takes: 'files',
  async run({ values, positionals }, io) {
    if (positionals.length === 0) throw new UsageError('What is to be diagnosed? Give files or folders.');
    const print = readReportOptions(values);
    const session = await readLocalSession(values, io);
    const report = await withStandardInput(positionals, io, async (paths, piped) => {
      const named = paths.length > 0 ? await findFiles(paths, io.cwd) : [];
      return reportOf([...named, ...(piped ? [piped] : [])], session, io);
    });
    await printReportAs(print, report, io);
    return report.totals.records > 0 ? 0 : 1;
  },
});

async function reportOf(files: readonly FoundFile[], session: LocalSession, io: Io): Promise<Report> {
  const progress = new ReadProgress(files, io);
  const emit = (event: DiagnosisEvent) => tellWait(event, io);
  const { report } = await diagnoseFiles(
    files,
    { ...session, emit },
    { signal: io.signal, onFile: (file) => progress.add(file.sizeBytes), onRead: () => finishReading(progress, io) },
  );
  return report;
}

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
