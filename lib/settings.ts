import { checkSettings } from './check-settings.ts';
import { demand, SettingsError } from './settings-error.ts';

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

const DEFAULTS: Settings = {
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

/**
 * Settings from CDK context (`-c argus:stage=prod`, or `cdk.json`). Throws `SettingsError` with one sentence that names
 * the setting, the value and what is allowed.
 */
export function readSettings(find: (key: string) => unknown): Settings {
  const text = (key: keyof Settings) => optionalText(find(`argus:${key}`));
  const settings: Settings = {
    stage: text('stage') ?? DEFAULTS.stage,
    rawRetentionDays: days('rawRetentionDays', text('rawRetentionDays')),
    workRetentionDays: days('workRetentionDays', text('workRetentionDays')),
    logRetentionDays: days('logRetentionDays', text('logRetentionDays')),
    uploadWindowMinutes: wholeNumber('uploadWindowMinutes', text('uploadWindowMinutes')),
    lambdaQuota: wholeNumber('lambdaQuota', text('lambdaQuota')),
    parserConcurrency: text('parserConcurrency') ? wholeNumber('parserConcurrency', text('parserConcurrency')) : null,
    modelId: text('modelId') ?? null,
    modelName: text('modelName') ?? null,
    guardrail: text('guardrail') ?? null,
    modelEndpoint: text('modelEndpoint') ?? null,
    modelBudgetUsdPerDay: wholeNumber('modelBudgetUsdPerDay', text('modelBudgetUsdPerDay')),
    alarmEmail: text('alarmEmail') ?? null,
    uploadEndpoint: text('uploadEndpoint') ?? null,
    vocabularies: text('vocabularies') ?? null,
    databases: text('databases') ?? null,
    knowledge: text('knowledge') ?? null,
    embeddingsModelId: text('embeddingsModelId') ?? null,
    keyArn: text('keyArn') ?? null,
    uploadVpcEndpoint: text('uploadVpcEndpoint') ?? null,
    vpc: text('vpc') ?? null,
    vpcSubnets: listOf(text('vpcSubnets')),
    vpcRouteTables: listOf(text('vpcRouteTables')),
    tags: readTags(text('tags')),
    permissionsBoundary: text('permissionsBoundary') ?? null,
    protect: isOn('protect', text('protect'), /^prod/.test(text('stage') ?? DEFAULTS.stage)),
    versionDays: text('versionDays') ? days('versionDays', text('versionDays')) : null,
    canary: isOn('canary', text('canary')),
    oidcIssuer: text('oidcIssuer') ?? null,
    allowedOrigins: readOrigins(text('allowedOrigins')),
    oidcAudience: text('oidcAudience') ?? null,
    oidcClientSecret: text('oidcClientSecret') ?? null,
    cognito: isOn('cognito', text('cognito')),
    exportTables: isOn('exportTables', text('exportTables')),
    deviceAccess: isOn('deviceAccess', text('deviceAccess')),
  };
  checkSettings(settings);
  return settings;
}

/** No setting of a stage: where the bundles of the functions lie, which tests put elsewhere. */
const CODE_FOLDER = 'codeFolder';

/**
 * Refuses context that was meant for Argus and is no setting of it, which CDK itself would pass over. `nearest` gives the
 * name that was probably meant. Throws `SettingsError`.
 */
export function refuseUnknown(
  context: readonly string[],
  nearest: (word: string, known: readonly string[]) => string | undefined,
): void {
  const known = [...Object.keys(DEFAULTS), CODE_FOLDER];
  for (const key of context) {
    const [, prefix, name] = /^(argus)?[:._-]?(.*)$/i.exec(key) ?? [];
    const isMeant = prefix !== undefined ? !known.some((each) => key === `argus:${each}`) : known.includes(key);
    if (!isMeant) continue;
    const meant = known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
    const help = meant
      ? `did you mean argus:${meant}?`
      : `there are ${known.map((each) => `argus:${each}`).join(', ')}.`;
    throw new SettingsError(`There is no setting "${key}"; ${help}`);
  }
}

/** `https://fleet.example,https://bench.example` */
function readOrigins(value: string | undefined): string[] {
  const origins = listOf(value);
  for (const origin of origins)
    demand(
      URL.parse(origin)?.origin === origin,
      'allowedOrigins',
      value,
      'https://fleet.example,https://bench.example',
    );
  return origins;
}

const listOf = (value: string | undefined): string[] => (value ?? '').split(',').filter((each) => each !== '');

/** `owner=ota,cost-centre=42` */
function readTags(value: string | undefined): Record<string, string> {
  const pairs = listOf(value);
  for (const pair of pairs)
    demand(
      /^[\w .:/@+-]{1,128}=[\w .:/@+-]{0,256}$/.test(pair) && !/^aws:/i.test(pair),
      'tags',
      value,
      'name=value,name=value',
    );
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}

function isOn(key: keyof Settings, value: string | undefined, otherwise = false): boolean {
  demand(value === undefined || /^(?:true|false)$/.test(value), key, value, 'true or false');
  return value === undefined ? otherwise : value === 'true';
}

function days(key: keyof Settings, value: string | undefined): number {
  const count = wholeNumber(key, value);
  demand(count <= 3650, key, count, '1 to 3650 days');
  return count;
}

function wholeNumber(key: keyof Settings, value: string | undefined): number {
  const count = value === undefined ? Number(DEFAULTS[key]) : Number(value);
  demand(Number.isInteger(count) && count > 0, key, value, 'a whole number above 0');
  return count;
}

function optionalText(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}
