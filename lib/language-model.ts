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
 * model in the Region that answers; the latter only by way of that profile.
 */
export function grantConverse(fn: ArgusFunction, modelId: string, { modelBudgetUsdPerDay }: Settings): void {
  const { partition, region, account } = Stack.of(fn);
  const { geography, model = modelId } = PROFILE.exec(modelId)?.groups ?? {};
  const modelIn = (place: string) => `arn:${partition}:bedrock:${place}::foundation-model/${model}`;
  fn.configure('MODEL_ID', modelId);
  fn.configure('MODEL_BUDGET_USD_PER_DAY', String(modelBudgetUsdPerDay));
  if (geography === undefined) {
    fn.allow(ACTIONS, modelIn(region));
    return;
  }
  const profile = `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`;
  fn.allow(ACTIONS, profile);
  // The model that a global profile reaches has no Region in its name.
  const models = geography === 'global' ? [modelIn('*'), modelIn('')] : [modelIn('*')];
  fn.function.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ACTIONS,
      resources: models,
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    }),
  );
  acknowledgeWildcard(fn, modelIn('*'), 'Which Regions a profile sends calls to is decided, and changed, by AWS.');
}
