import { resolve } from 'node:path';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { type EvaluationCase, type Judgements, readCases } from '#src/evaluation/case.ts';
import type { Stability } from '#src/evaluation/conclusion.ts';
import type { Diagnosed } from '#src/evaluation/evaluate.ts';
import { diagnoseFiles, type LocalSession } from '#src/local/diagnose-files.ts';
import { simulatedCases } from '#src/simulator/cases/case-list.ts';
import { CommandFailed, type Io } from './command.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { SimulatorBench } from './simulator-bench.ts';

/** Cases and the way to their reports. */
export interface CaseBench {
  cases: readonly EvaluationCase[];
  judgements: Judgements;
  stability: Stability;
  /** By the rules alone where no model is given. */
  diagnose(asked: EvaluationCase, model?: ModelAccess): Promise<Diagnosed>;
  /** Removes what was made for the cases. */
  close(): Promise<void>;
}

const UNTRIED: Stability = { tried: 0, changedByOrder: [], changedByRotation: [] };

/** The cases of a folder. Throws `CasesUnusable`. */
export async function openFolder(asTyped: string, session: LocalSession, { cwd, signal }: Io): Promise<CaseBench> {
  const folder = resolve(cwd, asTyped);
  const diagnose = async (asked: EvaluationCase, model?: ModelAccess) =>
    diagnoseFiles(await filesOf(asked, folder), { ...session, ...(model && { model }) }, { signal, onFile: () => {} });
  return { ...(await readCases(folder)), stability: UNTRIED, diagnose, close: async () => {} };
}

const filesOf = ({ id, files }: EvaluationCase, folder: string): Promise<FoundFile[]> =>
  findFiles(files, folder).catch((error) => {
    throw error instanceof CommandFailed ? new CommandFailed(`The case "${id}": ${error.message}`) : error;
  });

/** The simulator's cases, played when they are asked for. */
export function openSimulator(session: LocalSession, io: Io): CaseBench {
  const simulated = simulatedCases();
  const bench = new SimulatorBench(simulated, session, io);
  return {
    cases: simulated.map(({ asked }) => ({ ...asked, files: [] })),
    judgements: {},
    stability: bench.stability,
    diagnose: (asked, model) => bench.diagnose(asked, model),
    close: () => bench.close(),
  };
}
