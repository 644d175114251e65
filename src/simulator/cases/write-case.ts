import { utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvaluationCase } from '#src/evaluation/case.ts';
import { makeFolder } from '#src/local/make-folder.ts';
import type { LogFile } from '../session.ts';
import { type SimulatedCase, simulatedCases } from './case-list.ts';

/** Writes the files of a case into a folder below `folder` that has its id; gives it as `cases.json` would hold it. */
export async function writeCase({ asked, play }: SimulatedCase, folder: string): Promise<EvaluationCase> {
  const { files, endUs } = play();
  await writeLogs(files, join(folder, asked.id), endUs);
  return { ...asked, files: files.map(({ name }) => `${asked.id}/${name}`) };
}

/** Logs without a year take it from the time at which their file was last written. */
export async function writeLogs(files: readonly LogFile[], folder: string, endUs: number): Promise<void> {
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    makeFolder(dirname(path));
    await writeFile(path, bytes);
    await utimes(path, endUs / 1e6, endUs / 1e6);
  }
}

/** All cases of the simulator, as a folder for `argus eval`; gives their number. */
export async function writeCases(folder: string): Promise<number> {
  const cases: EvaluationCase[] = [];
  for (const simulated of simulatedCases()) cases.push(await writeCase(simulated, folder));
  await writeFile(join(folder, 'cases.json'), `${JSON.stringify(cases, null, 1)}\n`);
  return cases.length;
}
