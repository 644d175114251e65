import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import type { EvaluationCase } from '#src/evaluation/case.ts';
import { conclusionOf, type Stability } from '#src/evaluation/conclusion.ts';
import type { Diagnosed } from '#src/evaluation/evaluate.ts';
import { diagnoseFiles, type LocalSession } from '#src/local/diagnose-files.ts';
import type { Report } from '#src/report/report.ts';
import type { SimulatedCase } from '#src/simulator/cases/case-list.ts';
import { rotateLog } from '#src/simulator/cases/rotate-log.ts';
import { writeCase, writeLogs } from '#src/simulator/cases/write-case.ts';
import type { Io } from './command.ts';
import { findFiles } from './find-files.ts';

/** Diagnoses cases of the simulator one by one, each in a folder that is there no longer than the case. */
export class SimulatorBench {
  readonly stability: Stability = { tried: 0, changedByOrder: [], changedByRotation: [] };
  readonly #cases: ReadonlyMap<string, SimulatedCase>;
  readonly #session: LocalSession;
  readonly #io: Io;
  #folder: string | undefined;

  constructor(cases: readonly SimulatedCase[], session: LocalSession, io: Io) {
    this.#cases = new Map(cases.map((simulated) => [simulated.asked.id, simulated]));
    this.#session = session;
    this.#io = io;
  }

  async diagnose({ id, kind, modifier }: EvaluationCase, model?: ModelAccess): Promise<Diagnosed> {
    const simulated = this.#cases.get(id) as SimulatedCase;
    const folder = await this.#newFolder();
    const { files } = await writeCase(simulated, folder);
    const diagnosed = await this.#read(files, folder, model);
    if (model) return diagnosed;
    if (modifier === 'plain' && kind !== 'control') await this.#checkStability(simulated, diagnosed.report);
    return diagnosed;
  }

  /** Removes what the last case has left. */
  async close(): Promise<void> {
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  async #newFolder(): Promise<string> {
    await this.close();
    this.#folder = await mkdtemp(join(tmpdir(), 'argus-eval-'));
    return this.#folder;
  }

  async #read(names: readonly string[], folder: string, model?: ModelAccess): Promise<Diagnosed> {
    const files = await findFiles(names, folder);
    const session = { ...this.#session, ...(model && { model }) };
    return diagnoseFiles(files, session, { signal: this.#io.signal, onFile: () => {} });
  }

  async #checkStability({ asked, play }: SimulatedCase, report: Report): Promise<void> {
    const before = conclusionOf(report);
    const { files, endUs } = play();
    const folder = join(this.#folder as string, 'again');
    const rotated = files.flatMap(rotateLog);
    await writeLogs([...files, ...rotated], folder, endUs);
    const namesOf = (list: typeof files) => list.map(({ name }) => name);
    const reversed = await this.#read(namesOf(files).reverse(), folder);
    const cut = await this.#read(namesOf(rotated), folder);
    this.stability.tried++;
    if (conclusionOf(reversed.report) !== before) this.stability.changedByOrder.push(asked.id);
    if (conclusionOf(cut.report) !== before) this.stability.changedByRotation.push(asked.id);
  }
}
