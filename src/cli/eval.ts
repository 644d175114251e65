import { resolve } from 'node:path';
import { CasesUnusable, type EvaluationCase, readCases } from '#src/evaluation/case.ts';
import { evaluate } from '#src/evaluation/evaluate.ts';
import type { CaseScore } from '#src/evaluation/score-report.ts';
import { caseRows, totalRows } from '#src/evaluation/score-table.ts';
import { type Evaluation, evaluationOf } from '#src/evaluation/totals.ts';
import { diagnoseFiles, type LocalSession } from '#src/local/diagnose-files.ts';
import { printable } from './colour.ts';
import { type Command, CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { countText, LiveLines, progressBar } from './live-lines.ts';
import { LOCAL_SESSION_OPTIONS, readLocalSession } from './local-session.ts';
import { readOptions, requireWholeNumber } from './options.ts';
import { textTable } from './text-table.ts';

const HELP = `argus eval DIR [OPTIONS]

Diagnoses every case of DIR/cases.json and scores each report against the cause that the case states. A case:
  {"id": "...", "files": ["..."], "family": "...", "source": "...", "stated_cause": "...", "cause_keywords": ["..."],
   "decoys": ["..."], "expected_outcome": "failed|unknown", "kind": "known"}
Files are named from DIR. Keywords and decoys are regular expressions: a lead is right when its title, claims or quotes
match a keyword, and neither its title nor its first quote is a decoy's. "kind" is "control" for a session without a fault.
DIR/judged.json, if there, holds by case id what people found untrue: {"ID": {"phrase": "...", "false_statement": "..."}}.
Every quote is read again and compared byte by byte. A score is only as good as its patterns: read the reports too.

Options
  --only ID,ID       only these cases
  --text             each headline below its case
  --json             the scores as JSON
  --min-top1 PERCENT exit code 1 when fewer of the faults have the right lead
  and those of "argus diagnose" but its --json: --platform, --model and the others, for all cases alike

Examples
  argus eval ./cases
  argus eval ./cases --only brake-flash-7,lidar-2 --text
  argus eval ./cases --json --min-top1 75
`;

const EVAL_OPTIONS = {
  ...LOCAL_SESSION_OPTIONS,
  only: { type: 'string' },
  text: { type: 'boolean' },
  json: { type: 'boolean' },
  'min-top1': { type: 'string' },
} as const;

export const evalCommand: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, EVAL_OPTIONS);
    const folder = requireFolder(positionals);
    const minTop1 = requireWholeNumber('--min-top1', values['min-top1'] ?? '0', { min: 0, max: 100 });
    const session = await readLocalSession(values, io);
    const evaluation = await evaluateFolder(folder, { session, only: values.only?.split(',') }, io);
    if (values.json) await io.stdout.write(`${JSON.stringify(evaluation)}\n`);
    else await printEvaluation(evaluation, values.text ?? false, io);
    return exitCode(evaluation, minTop1);
  },
};

function requireFolder([folder, extra]: readonly string[]): string {
  if (folder === undefined) throw new UsageError('Which cases? Give the folder of a cases.json.');
  if (extra !== undefined) throw new UsageError(`One folder at a time: "${extra}" is too much.`);
  return folder;
}

interface Wanted {
  session: LocalSession;
  only?: string[] | undefined;
}

async function evaluateFolder(asTyped: string, { session, only }: Wanted, io: Io): Promise<Evaluation> {
  const folder = resolve(io.cwd, asTyped);
  try {
    const { cases, judgements } = await readCases(folder);
    const chosen = only ? choose(cases, only) : cases;
    const progress = new CaseProgress(chosen.length, io);
    const diagnose = async (asked: EvaluationCase) => {
      if (io.signal.aborted) throw new CommandFailed('Interrupted.');
      return diagnoseFiles(await filesOf(asked, folder), session, { signal: io.signal, onFile: () => {} });
    };
    const scores = await evaluate({ cases: chosen, judgements, diagnose, onScore: (score) => progress.add(score) });
    await progress.finish();
    return evaluationOf(scores);
  } catch (error) {
    throw error instanceof CasesUnusable ? new CommandFailed(error.message) : error;
  }
}

const filesOf = ({ id, files }: EvaluationCase, folder: string): Promise<FoundFile[]> =>
  findFiles(files, folder).catch((error) => {
    throw error instanceof CommandFailed ? new CommandFailed(`The case "${id}": ${error.message}`) : error;
  });

function choose(cases: readonly EvaluationCase[], ids: readonly string[]): EvaluationCase[] {
  const unknown = ids.find((id) => !cases.some((one) => one.id === id));
  if (unknown !== undefined) throw new UsageError(`--only: there is no case "${unknown}".`);
  return cases.filter(({ id }) => ids.includes(id));
}

async function printEvaluation(evaluation: Evaluation, withText: boolean, { stdout }: Io): Promise<void> {
  const [head, ...lines] = textTable(caseRows(evaluation.cases)).trimEnd().split('\n');
  const texts = evaluation.cases.map(({ headline }) => (withText ? `\n    ${printable(headline)}` : ''));
  await stdout.write(`${head}\n${lines.map((line, i) => `${line}${texts[i]}\n`).join('')}\n`);
  await stdout.write(textTable(totalRows(evaluation)));
}

/** Without faults there is nothing that could be missed. */
const exitCode = ({ totals: { right, faults } }: Evaluation, minTop1: number): ExitCode =>
  right * 100 < minTop1 * faults ? 1 : 0;

class CaseProgress {
  readonly #live: LiveLines;
  readonly #total: number;
  #done = 0;

  constructor(total: number, io: Io) {
    this.#live = new LiveLines(io.stderr);
    this.#total = total;
  }

  add({ id }: CaseScore): void {
    this.#done++;
    const bar = progressBar(this.#done, this.#total, 24);
    this.#live.draw(() => [`${bar} ${this.#done} of ${countText(this.#total, 'case')}: ${printable(id)}`]);
  }

  finish(): Promise<void> {
    return this.#live.clear();
  }
}
