import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';
import type { Settings } from './settings.ts';

/** ConverseStream is authorised as this action. */
const ACTIONS = ['bedrock:InvokeModelWithResponseStream'];

/** Where a profile may send a call: `global.` anywhere, `eu.` to Regions of the EU; a bare model id stays in its Region. */
const PROFILE = /^(?<geography>[a-z]{2,6})\.(?<model>[a-z]+\..+)$/;

/**
 * The permission to talk to one model, and the settings that go with it. A call is authorised on the profile and on the
 * model in the Region that answers; the latter only by way of that profile. An application's own profile does not say
 * which model it leads to: `modelName` does, else any may be reached by way of it.
 */
export function grantConverse(fn: ArgusFunction, modelId: string, settings: Settings): void {
  const { partition, region, account } = Stack.of(fn);
  const { guardrail, modelBudgetUsdPerDay, modelName } = settings;
  fn.configure('MODEL_ID', modelId);
  fn.configure('MODEL_BUDGET_USD_PER_DAY', String(modelBudgetUsdPerDay));
  if (modelName) fn.configure('MODEL_NAME', modelName);
  if (guardrail) grantGuardrail(fn, guardrail);
  const modelIn = (place: string, model: string) => `arn:${partition}:bedrock:${place}::foundation-model/${model}`;
  const { geography, model = modelId } = PROFILE.exec(modelId)?.groups ?? {};
  if (modelId.startsWith('arn:')) {
    const own = modelName ?? '*';
    grantByProfile(fn, modelId, [modelIn('*', own), modelIn('', own)]);
  } else if (geography === undefined) fn.allow(ACTIONS, modelIn(region, model));
  else {
    const profile = `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`;
    // The model that a global profile reaches has no Region in its name.
    const models = geography === 'global' ? [modelIn('*', model), modelIn('', model)] : [modelIn('*', model)];
    grantByProfile(fn, profile, models);
  }
}

/** The permission to put texts into numbers with one model of this Region. */
export function grantEmbed(fn: ArgusFunction, modelId: string): void {
  const { partition, region } = Stack.of(fn);
  fn.configure('EMBEDDINGS_MODEL_ID', modelId);
  fn.allow(['bedrock:InvokeModel'], `arn:${partition}:bedrock:${region}::foundation-model/${modelId}`);
}

function grantByProfile(fn: ArgusFunction, profile: string, models: string[]): void {
  fn.allow(ACTIONS, profile);
  fn.function.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ACTIONS,
      resources: models,
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    }),
  );
  for (const model of models.filter((arn) => arn.includes('*')))
    acknowledgeWildcard(fn, model, 'Where a profile sends calls to is decided, and changed, by who made it.');
}

function grantGuardrail(fn: ArgusFunction, guardrail: string): void {
  const { partition, region, account } = Stack.of(fn);
  const [id] = guardrail.split(':');
  fn.configure('GUARDRAIL', guardrail);
  fn.allow(['bedrock:ApplyGuardrail'], `arn:${partition}:bedrock:${region}:${account}:guardrail/${id}`);
}
