import type { LocalSession } from '#src/local/diagnose-files.ts';
import type { Io } from './command.ts';
import { accessFor, chooseModel, MODEL_OPTIONS } from './model-option.ts';
import { readSessionFacts, SESSION_OPTIONS } from './session-options.ts';
import { productVersion } from './version.ts';

/** How a session is to be diagnosed in this process: what `argus diagnose` and `argus eval` can both be told. */
export const LOCAL_SESSION_OPTIONS = { ...SESSION_OPTIONS, ...MODEL_OPTIONS } as const;

type LocalSessionValues = { [Name in keyof typeof LOCAL_SESSION_OPTIONS]?: string | undefined };

/** Throws `UsageError`. */
export async function readLocalSession(values: LocalSessionValues, io: Pick<Io, 'env'>): Promise<LocalSession> {
  const { model, 'model-budget': budget } = values;
  const chosen = await chooseModel({ ...(model && { model }), ...(budget && { 'model-budget': budget }) }, io);
  return {
    context: { batchId: null, vehicleId: values.vehicle ?? 'unknown', ...readSessionFacts(values) },
    argusVersion: await productVersion(),
    ...(chosen && { model: accessFor(chosen) }),
  };
}
