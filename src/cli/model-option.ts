import type { LanguageModel } from '#src/diagnosis/model/language-model.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import type { ChosenModel } from '#src/local/argus.ts';
import { type OpenAiEndpoint, OpenAiModel } from '#src/local/openai-model.ts';
import { type Io, UsageError } from './command.ts';
import { requireWholeNumber } from './options.ts';

const MODEL_HELP =
  'bedrock:<profile>, such as bedrock:global.anthropic.claude-sonnet-5-5, or openai:<url>#<model>, such as openai:http://127.0.0.1:11434/v1#llama3.3';

/** Cap on Bedrock where nothing else is said: as in a deployment. */
export const DEFAULT_MODEL_BUDGET_USD = '5';

export const MODEL_OPTIONS = {
  model: {
    value: 'MODEL',
    about: `language model that reads the evidence too (default: none, the rules alone): ${MODEL_HELP} (its key, if it needs one, in OPENAI_API_KEY). It joins cited lines and has no words of its own; names, VINs and secrets are taken out of what it is shown`,
  },
  'model-budget': {
    value: 'USD',
    about: `cap on what a Bedrock model may cost (default ${DEFAULT_MODEL_BUDGET_USD})`,
  },
} as const;

/** Undefined without `--model`. Throws `UsageError`. */
export async function chooseModel(
  { model, 'model-budget': budget = DEFAULT_MODEL_BUDGET_USD }: { model?: string; 'model-budget'?: string },
  { env }: Pick<Io, 'env'>,
): Promise<ChosenModel | undefined> {
  if (model === undefined) return undefined;
  const usdPerDay = requireWholeNumber('--model-budget', budget, { min: 0, max: 10_000 });
  return { model: await openModel(model, env), usdPerDay };
}

/** For one diagnosis in this process. */
export const accessFor = ({ model, usdPerDay }: ChosenModel): ModelAccess => ({
  model,
  budget: memoryModelBudget({ usdPerDay, clock: { nowMs: Date.now } }),
  nowMs: Date.now,
  newDelimiter: () => crypto.randomUUID().slice(-12),
});

/** The model that `--model` names; the key of an OpenAI-compatible endpoint is in `OPENAI_API_KEY`. Throws `UsageError`. */
export async function openModel(spec: string, env: Io['env']): Promise<LanguageModel> {
  const [, kind, rest] = /^(bedrock|openai):(.+)$/.exec(spec) ?? [];
  if (kind === 'bedrock') return openBedrock(rest);
  if (kind === 'openai') return openEndpoint(rest, env['OPENAI_API_KEY'] || null);
  throw new UsageError(`--model "${spec}" names no model. It is ${MODEL_HELP}.`);
}

async function openBedrock(profile: string): Promise<LanguageModel> {
  // Only who asks for Bedrock waits for its client to load.
  const { BedrockModel, bedrockClient } = await import('#src/aws/bedrock-model.ts');
  return new BedrockModel(bedrockClient(), { modelId: profile });
}

const openEndpoint = (address: string, apiKey: string | null): LanguageModel =>
  new OpenAiModel(requireEndpoint('--model "openai:…"', address, apiKey));

/** An OpenAI-compatible server and a model of it. Throws `UsageError`. */
export function requireEndpoint(option: string, address: string, apiKey: string | null): OpenAiEndpoint {
  const url = URL.parse(address);
  const model = decodeURIComponent(url?.hash.slice(1) ?? '');
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isHttp || url.username !== '' || model === '') {
    throw new UsageError(
      `${option.replace('…', address)} is wrong: it takes an http address up to /v1, without a password, then # and the model's name.`,
    );
  }
  return { baseUrl: `${url.origin}${url.pathname}`, model, apiKey };
}
