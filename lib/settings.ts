/** What differs between stages; everything else is the same everywhere. */
export interface Settings {
  /** Part of the stack's name: `argus-<stage>`. */
  stage: string;
  rawRetentionDays: number;
  workRetentionDays: number;
  logRetentionDays: number;
  /** How long a batch waits for its files before it goes on with what has arrived, or expires with nothing. */
  uploadWindowMinutes: number;
  /** Concurrent executions of Lambda that the account has in its Region: 1,000, but 10 when it is new. */
  lambdaQuota: number;
  /** Parsers at once over all batches; null: half of the quota. */
  parserConcurrency: number | null;
  /** Bedrock inference profile, such as `global.anthropic.claude-sonnet-5-5`; null: the rules report only. */
  modelId: string | null;
  /** The model behind an application inference profile, whose ARN does not say it; null: `modelId` says it. */
  modelName: string | null;
  /** A Bedrock guardrail, `ID:VERSION`, that answers pass through; null: none. */
  guardrail: string | null;
  /** Where the functions reach Bedrock, when not at its usual address; null: the usual one. */
  modelEndpoint: string | null;
  /** Caps on model spend per UTC day, checked before the call. */
  modelBudgetUsdPerDay: number;
  /** Where alarms go; null: the console only. */
  alarmEmail: string | null;
  /** Where vehicles reach S3, when not at its usual address (an interface endpoint, an emulator); null: the usual one. */
  uploadEndpoint: string | null;
  /** Where a user's own vocabularies lie, `s3://bucket/prefix/`; null: the shipped ones alone. */
  vocabularies: string | null;
  /** Where `databases.json` and the description files it names lie, `s3://bucket/prefix/`; null: none. */
  databases: string | null;
  /** Where a user's own knowledge lies, as `argus kb add` keeps it, `s3://bucket/prefix/`; null: the shipped rows alone. */
  knowledge: string | null;
  /** The model on Bedrock whose vectors stand beside that knowledge; null: it is found by words. */
  embeddingsModelId: string | null;
  /** A key of one's own (KMS) for uploads, results and the table; null: keys of AWS. */
  keyArn: string | null;
  /** Signed uploads are taken through this interface or gateway endpoint of S3 only; null: from anywhere. */
  uploadVpcEndpoint: string | null;
  /** The VPC that the functions run in, its private subnets, and their route tables where endpoints are to be made; null: none. */
  vpc: string | null;
  vpcSubnets: string[];
  vpcRouteTables: string[];
  /** On everything that can carry tags. */
  tags: Record<string, string>;
  /** ARN of the managed policy that bounds every role; null: none. */
  permissionsBoundary: string | null;
  /** The stack, its table and its buckets are deleted by nobody by mistake; of its own, where the stage is called `prod…`. */
  protect: boolean;
  /** How long what was overwritten or deleted in the buckets can be brought back; null: not at all. */
  versionDays: number | null;
  /** New versions of functions take a tenth of the calls first, and go back by themselves when they throw. */
  canary: boolean;
  /** Pages of these origins may read by links and by signing in; none: no other origin's. */
  allowedOrigins: string[];
  /** Where people sign in by OpenID Connect, and whom their tokens have to be made for; null: links and IAM only. */
  oidcIssuer: string | null;
  oidcAudience: string | null;
  /** ARN of a secret, `{"clientSecret": "…"}`, where that provider wants one of whoever signs people in; null: PKCE alone. */
  oidcClientSecret: string | null;
  /** A Cognito user pool of the stack's own, where people sign in, in place of a provider that is there. */
  cognito: boolean;
  /** Writes tables of each finished batch to the results, and tells Athena of them. */
  exportTables: boolean;
  /** Issues AWS credentials to gateways by their X.509 certificate (AWS IoT Core). */
  deviceAccess: boolean;
}

export const DEFAULTS: Settings = {
  stage: 'dev',
  rawRetentionDays: 30,
  workRetentionDays: 90,
  logRetentionDays: 30,
  uploadWindowMinutes: 60,
  lambdaQuota: 1_000,
  parserConcurrency: null,
  modelId: null,
  modelName: null,
  guardrail: null,
  modelEndpoint: null,
  modelBudgetUsdPerDay: 5,
  alarmEmail: null,
  uploadEndpoint: null,
  vocabularies: null,
  databases: null,
  knowledge: null,
  embeddingsModelId: null,
  keyArn: null,
  uploadVpcEndpoint: null,
  vpc: null,
  vpcSubnets: [],
  vpcRouteTables: [],
  tags: {},
  permissionsBoundary: null,
  protect: false,
  versionDays: null,
  canary: false,
  oidcIssuer: null,
  allowedOrigins: [],
  oidcAudience: null,
  oidcClientSecret: null,
  cognito: false,
  exportTables: false,
  deviceAccess: false,
};

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Throws `SettingsError` with one sentence that names the setting, the value and what is allowed. */
export function demand(holds: boolean, key: keyof Settings, value: unknown, allowed: string): void {
  if (!holds) throw new SettingsError(`Setting argus:${key} is "${value}"; allowed: ${allowed}.`);
}
