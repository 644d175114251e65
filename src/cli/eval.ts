import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { CasesUnusable, type EvaluationCase } from '#src/evaluation/case.ts';
import { type Diagnosed, evaluate } from '#src/evaluation/evaluate.ts';
import { type EvaluationPage, evaluationPage } from '#src/evaluation/evaluation-page.ts';
import { addEffort, type Effort, modelRows, noEffort } from '#src/evaluation/model-rows.ts';
import { isScriptName, scriptedAccess } from '#src/evaluation/models/scripted-evaluation.ts';
import type { CaseScore } from '#src/evaluation/score-report.ts';
import { caseRows, totalRows } from '#src/evaluation/score-table.ts';
import { type Evaluation, evaluationOf } from '#src/evaluation/totals.ts';
import { jsonText } from '#src/report/json-text.ts';
import type { Report } from '#src/report/report.ts';
import { MODIFIERS } from '#src/simulator/cases/modifiers.ts';
import { type CaseBench, openFolder, openSimulator } from './case-bench.ts';
import { printable } from './colour.ts';
import { CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { countText, LiveLines, progressBar } from './live-lines.ts';
import { LOCAL_SESSION_OPTIONS, readLocalSession } from './local-session.ts';
import { requireWholeNumber } from './options.ts';
import { textTable } from './text-table.ts';
import { writeResult } from './write-result.ts';

const EVAL_OPTIONS = {
  ...LOCAL_SESSION_OPTIONS,
  simulator: { about: 'the cases of the simulator instead of a folder; "argus simulate --cases" writes them down' },
  only: { value: 'ID,ID', about: 'only these cases; * stands for anything, as in "*/held-out/plain"' },
  text: { about: 'each headline below its case' },
  json: { about: 'the scores as JSON' },
  write: { value: 'FILE', about: "the simulator's page of results, in Markdown" },
  'min-top1': {
    value: 'PERCENT',
    about: 'exit code 1 when fewer of the faults have the right lead (with the model, where there is one)',
  },
} as const;

export const evalCommand = defineCommand({
  usage: ['eval DIR [OPTIONS]', 'eval --simulator [OPTIONS]'],
  about: `Diagnoses every case of DIR/cases.json and scores each report against the cause that the case states. A case:
  {"id": "...", "files": ["..."], "family": "...", "source": "...", "stated_cause": "...", "cause_keywords": ["..."], "decoys": ["..."], "expected_outcome": "failed|unknown", "kind": "known"}
Files are named from DIR. Keywords and decoys are regular expressions (RE2, without regard to case): a lead is right when
its title, claims or quotes match a keyword, and neither its title nor its first quote is a decoy's. "kind" is "control" for
a session without a fault; without keywords the logs do not hold the cause, and the right report is INCONCLUSIVE.
DIR/judged.json, if there, holds by case id what people found untrue: {"ID": {"phrase": "...", "false_statement": "..."}}.
Every quote is read again and compared byte by byte. A score is only as good as its patterns: read the reports too.

The options of "argus diagnose" on the session hold for all cases alike. Besides its models there are two scripts that show
the bounds of what one could do: "oracle" knows each cause and has to find and cite its lines by the tools, "saboteur" works
against it; "oracle,saboteur" runs both. With a model each case is diagnosed twice, without and with it.`,
  options: EVAL_OPTIONS,
  examples: [
    'eval ./cases',
    'eval ./cases --only brake-flash-7,lidar-2 --text',
    'eval ./cases --json --min-top1 75',
    'eval --simulator --write docs/evaluation.md',
    'eval ./cases --model oracle',
  ],
  takes: 'files',
  async run({ values, positionals }, io) {
    const folder = readFolder(positionals, values);
    const minTop1 = requireWholeNumber('--min-top1', values['min-top1'] ?? '0', { min: 0, max: 100 });
    const scripts = (values.model ?? '').split(',').filter(isScriptName);
    const { model: _, ...rest } = values;
    const { model, ...session } = await readLocalSession(scripts.length > 0 ? rest : values, io);
    const accesses: Access[] = scripts.map((name) => (asked) => scriptedAccess(name, asked));
    if (model) accesses.push(() => model);
    return refusingUnusable(async () => {
      const bench = folder === null ? openSimulator(session, io) : await openFolder(folder, session, io);
      try {
        const runs = await runBench(bench, { only: values.only, accesses, io });
        return await show(runs, bench, { values, io, minTop1 });
      } finally {
        await bench.close();
      }
    });
  },
});

interface Shown {
  values: { text?: boolean | undefined; json?: boolean | undefined; write?: string | undefined };
  io: Io;
  minTop1: number;
}

async function show(
  runs: readonly ModelRun[],
  { stability }: CaseBench,
  { io, minTop1, values }: Shown,
): Promise<ExitCode> {
  const [rules] = runs;
  const last = runs[Math.min(1, runs.length - 1)];
  const rows =
    runs.length > 1 ? runs.map(({ effort, evaluation, name }) => ({ name, effort, totals: evaluation.totals })) : [];
  if (values.write !== undefined) await writeResult(values.write, pageOf({ stability, rows }, rules.evaluation), io);
  if (values.json) {
    const models = rows.length > 0 ? { models: rows } : {};
    await io.stdout.write(`${jsonText({ ...last.evaluation, stability, ...models })}\n`);
  } else {
    await printEvaluation(last.evaluation, values.text ?? false, io);
    if (rows.length > 0) await io.stdout.write(`\n${textTable(modelRows(rows))}`);
  }
  return exitCode(last.evaluation, minTop1);
}

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

interface ModelRun {
  name: string;
  evaluation: Evaluation;
  effort: Effort;
}

/** To a model, for one case. */
type Access = (asked: EvaluationCase) => ModelAccess;

interface Asked {
  only: string | undefined;
  accesses: readonly Access[];
  io: Io;
}

/** All cases by the rules alone, and then with each model. */
async function runBench(bench: CaseBench, { accesses, io, only }: Asked): Promise<ModelRun[]> {
  const cases = only === undefined ? bench.cases : choose(bench, only.split(','));
  const progress = new CaseProgress(cases.length * (1 + accesses.length), io);
  const rules = new Map<string, Report>();
  try {
    const runs = [await runCases({ bench, cases, rules, access: undefined, progress, io })];
    for (const access of accesses) runs.push(await runCases({ bench, cases, rules, access, progress, io }));
    return runs;
  } finally {
    await progress.finish();
  }
}

interface CaseRun extends Pick<Asked, 'io'> {
  access: Access | undefined;
  bench: CaseBench;
  cases: CaseBench['cases'];
  /** Filled by the run without a model, compared with by the one with it. */
  rules: Map<string, Report>;
  progress: CaseProgress;
}

async function runCases({ access, bench, cases, io, progress, rules }: CaseRun): Promise<ModelRun> {
  const effort = noEffort();
  let name = 'rules alone';
  const diagnose = async (asked: EvaluationCase): Promise<Diagnosed> => {
    if (io.signal.aborted) throw new CommandFailed('Interrupted.');
    const model = access?.(asked);
    const startedMs = performance.now();
    const diagnosed = await bench.diagnose(asked, model);
    const seconds = (performance.now() - startedMs) / 1_000;
    addEffort(effort, diagnosed.report, { rules: model && rules.get(asked.id), seconds });
    if (model) name = model.model.id;
    else rules.set(asked.id, diagnosed.report);
    return diagnosed;
  };
  const onScore = (score: CaseScore): void => progress.add(score);
  const scores = await evaluate({ cases, judgements: bench.judgements, diagnose, onScore });
  return { name, evaluation: evaluationOf(scores), effort };
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

const pageOf = (page: Pick<EvaluationPage, 'stability' | 'rows'>, { cases }: Evaluation): string =>
  evaluationPage({ cases, ...page, modifiers: MODIFIERS });

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
