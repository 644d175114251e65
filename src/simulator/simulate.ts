import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#src/local/make-folder.ts';
import { healthCheckRollback } from './scenarios/health-check-rollback.ts';
import { healthyUpdate } from './scenarios/healthy-update.ts';
import { powerLossFlash } from './scenarios/power-loss-flash.ts';
import type { Scenario, Truth } from './scenarios/scenario.ts';
import { signatureFailure } from './scenarios/signature-failure.ts';
import { type LogFile, Session } from './session.ts';
import { Vehicle } from './vehicle.ts';

export const SCENARIOS = {
  'signature-failure': signatureFailure,
  'health-check-rollback': healthCheckRollback,
  'power-loss-flash': powerLossFlash,
  'healthy-update': healthyUpdate,
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export interface SimulatedSession {
  truth: Truth;
  files: LogFile[];
}

/** The same scenario and seed give the same bytes. */
export function playScenario(name: ScenarioName, seed: number): SimulatedSession {
  const session = new Session(seed);
  const truth = SCENARIOS[name].play(new Vehicle(session));
  return { truth, files: session.finish() };
}

/** Writes the session's logs and `truth.json` into `outDir`, which is made if it is not there. */
export async function simulate(
  name: ScenarioName,
  options: { outDir: string; seed: number },
): Promise<SimulatedSession> {
  const played = playScenario(name, options.seed);
  makeFolder(options.outDir);
  for (const { name: file, bytes } of played.files) await writeFile(join(options.outDir, file), bytes);
  await writeFile(
    join(options.outDir, 'truth.json'),
    `${JSON.stringify(describe(name, options.seed, played), null, 2)}\n`,
  );
  return played;
}

function describe(scenario: ScenarioName, seed: number, { truth, files }: SimulatedSession) {
  const listed = files.map(({ name, format, records, bytes }) => ({
    name,
    format,
    records,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return { scenario, seed, vehicleId: 'sim-vehicle', platform: 'J7', ...truth, files: listed };
}
