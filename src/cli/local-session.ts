import { UNKNOWN_VEHICLE } from '#src/diagnosis/vehicles/several-vehicles.ts';
import type { LocalSession } from '#src/local/diagnose-files.ts';
import type { Io } from './command.ts';
import { DATABASE_OPTIONS, readDescriptions } from './description-option.ts';
import { findFiles } from './find-files.ts';
import { FORMAT_OPTION, requireFormat } from './format-option.ts';
import { KNOWLEDGE_OPTION, readKnowledge } from './knowledge-option.ts';
import { accessFor, chooseModel, MODEL_OPTIONS } from './model-option.ts';
import { requireWholeNumber, type Values } from './options.ts';
import { readSessionFacts, SESSION_OPTIONS } from './session-options.ts';
import { productVersion } from './version.ts';
import { readVocabularies, VOCABULARY_OPTION } from './vocabulary-option.ts';

/** How a session is to be diagnosed in this process: what `argus diagnose` and `argus eval` can both be told. */
export const LOCAL_SESSION_OPTIONS = {
  ...SESSION_OPTIONS,
  ...MODEL_OPTIONS,
  ...VOCABULARY_OPTION,
  ...KNOWLEDGE_OPTION,
  compare: {
    value: 'PATH',
    about: 'logs of a vehicle that was well: what also stands in them explains nothing',
    multiple: true,
  },
  top: { value: 'N', about: 'lines to look at that no rule knows (default 5)' },
  ...FORMAT_OPTION,
  ...DATABASE_OPTIONS,
} as const;

type LocalSessionValues = Values<typeof LOCAL_SESSION_OPTIONS>;

/** A screen or two: who wants more wants the log. */
const MAX_TOP = 40;

/** Throws `UsageError` and `CommandFailed`. */
export async function readLocalSession(values: LocalSessionValues, io: Pick<Io, 'cwd' | 'env'>): Promise<LocalSession> {
  const { model, 'model-budget': budget } = values;
  const knowledge = await readKnowledge(values, io);
  const chosen = await chooseModel({ ...(model && { model }), ...(budget && { 'model-budget': budget }) }, io);
  const facts = readSessionFacts(values);
  return {
    context: { batchId: null, vehicleId: values.vehicle ?? UNKNOWN_VEHICLE, ...facts },
    descriptions: await readDescriptions(values, io, facts),
    argusVersion: await productVersion(),
    ...(values.top !== undefined && { top: requireWholeNumber('--top', values.top, { min: 0, max: MAX_TOP }) }),
    ...(values.as !== undefined && { as: requireFormat(values.as) }),
    ...(values.compare && { good: await findFiles(values.compare, io.cwd) }),
    vocabularies: await readVocabularies(values.vocabulary, io),
    ...(knowledge && { knowledge }),
    ...(chosen && { model: accessFor(chosen) }),
  };
}
