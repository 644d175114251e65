import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CasesUnusable } from '#src/evaluation/case.ts';
import { evaluate } from '#src/evaluation/evaluate.ts';
import { evaluationPage } from '#src/evaluation/evaluation-page.ts';
import type { CaseScore } from '#src/evaluation/score-report.ts';
import { caseRows, totalRows } from '#src/evaluation/score-table.ts';
import { type Evaluation, evaluationOf } from '#src/evaluation/totals.ts';
import { jsonText } from '#src/report/json-text.ts';
import { MODIFIERS } from '#src/simulator/cases/modifiers.ts';
import { type CaseBench, openFolder, openSimulator } from './case-bench.ts';
import { printable } from './colour.ts';
import { type Command, CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { countText, LiveLines, progressBar } from './live-lines.ts';
import { LOCAL_SESSION_OPTIONS, readLocalSession } from './local-session.ts';
import { readOptions, requireWholeNumber } from './options.ts';
import { textTable } from './text-table.ts';

const HELP = `argus eval DIR [OPTIONS]
argus eval --simulator [OPTIONS]

Diagnoses every case of DIR/cases.json and scores each report against the cause that the case states. A case:
  {"id": "...", "files": ["..."], "family": "...", "source": "...", "stated_cause": "...", "cause_keywords": ["..."],
   "decoys": ["..."], "expected_outcome": "failed|unknown", "kind": "known"}
Files are named from DIR. Keywords and decoys are regular expressions (RE2, without regard to case): a lead is right when
its title, claims or quotes match a keyword, and neither its title nor its first quote is a decoy's. "kind" is "control" for
a session without a fault; without keywords the logs do not hold the cause, and the right report is INCONCLUSIVE.
DIR/judged.json, if there, holds by case id what people found untrue: {"ID": {"phrase": "...", "false_statement": "..."}}.
Every quote is read again and compared byte by byte. A score is only as good as its patterns: read the reports too.

Options
  --simulator        the cases of the simulator instead of a folder; "argus simulate --cases" writes them down
  --only ID,ID       only these cases; * stands for anything, as in "*/held-out/plain"
  --text             each headline below its case
  --json             the scores as JSON
  --write FILE       the simulator's page of results, in Markdown
  --min-top1 PERCENT exit code 1 when fewer of the faults have the right lead
  and those of "argus diagnose" but its --json: --platform, --model and the others, for all cases alike

Examples
  argus eval ./cases
  argus eval ./cases --only brake-flash-7,lidar-2 --text
  argus eval ./cases --json --min-top1 75
  argus eval --simulator --write docs/evaluation.md
`;

const EVAL_OPTIONS = {
  ...LOCAL_SESSION_OPTIONS,
  simulator: { type: 'boolean' },
  only: { type: 'string' },
  text: { type: 'boolean' },
  json: { type: 'boolean' },
  write: { type: 'string' },
  'min-top1': { type: 'string' },
} as const;

export const evalCommand: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, EVAL_OPTIONS);
    const folder = readFolder(positionals, values);
    const minTop1 = requireWholeNumber('--min-top1', values['min-top1'] ?? '0', { min: 0, max: 100 });
    const session = await readLocalSession(values, io);
    return refusingUnusable(async () => {
      const bench = folder === null ? openSimulator(session, io) : await openFolder(folder, session, io);
      const evaluation = evaluationOf(await runBench(bench, values.only, io));
      if (values.write !== undefined) await writePage(resolve(io.cwd, values.write), bench, evaluation);
      const { stability } = bench;
      if (values.json) await io.stdout.write(`${jsonText({ ...evaluation, stability })}\n`);
      else await printEvaluation(evaluation, values.text ?? false, io);
      return exitCode(evaluation, minTop1);
    });
  },
};

/** Null for the simulator. */
function readFolder(
  [folder, extra]: readonly string[],
  { simulator = false, write }: { simulator?: boolean; write?: string },
): string | null {
  if (simulator && folder !== undefined)
    throw new UsageError(`--simulator has cases of its own: "${folder}" is too much.`);
  if (simulator) return null;
  if (folder === undefined) throw new UsageError('Which cases? Give the folder of a cases.json, or --simulator.');
  if (extra !== undefined) throw new UsageError(`One folder at a time: "${extra}" is too much.`);
  if (write !== undefined) throw new UsageError('--write is for the cases of --simulator.');
  return folder;
}

async function refusingUnusable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CasesUnusable ? new CommandFailed(error.message) : error;
  }
}

async function runBench(bench: CaseBench, only: string | undefined, io: Io): Promise<CaseScore[]> {
  const cases = only === undefined ? bench.cases : choose(bench, only.split(','));
  const progress = new CaseProgress(cases.length, io);
  try {
    return await evaluate({
      cases,
      judgements: bench.judgements,
      diagnose: (asked) => {
        if (io.signal.aborted) throw new CommandFailed('Interrupted.');
        return bench.diagnose(asked);
      },
      onScore: (score) => progress.add(score),
    });
  } finally {
    await progress.finish();
    await bench.close();
  }
}

function choose({ cases }: CaseBench, wanted: readonly string[]): CaseBench['cases'] {
  const matchers = wanted.map((pattern) => ({ pattern, parts: pattern.split('*') }));
  const lost = matchers.find(({ parts }) => !cases.some(({ id }) => fits(id, parts)));
  if (lost) throw new UsageError(`--only: there is no case "${lost.pattern}".`);
  return cases.filter(({ id }) => matchers.some(({ parts }) => fits(id, parts)));
}

/** The parts between the asterisks, in order, from the first letter to the last. */
function fits(id: string, [first, ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return id === first;
  if (!id.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = id.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return id.length - rest[rest.length - 1].length >= at && id.endsWith(rest[rest.length - 1]);
}

async function writePage(path: string, { stability }: CaseBench, { cases }: Evaluation): Promise<void> {
  await writeFile(path, evaluationPage({ cases, stability, modifiers: MODIFIERS })).catch((error) => {
    throw new CommandFailed(`"${path}" cannot be written: ${error.message}`);
  });
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
