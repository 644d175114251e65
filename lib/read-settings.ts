import { checkSettings } from './check-settings.ts';
import { DEFAULTS, demand, type Settings, SettingsError } from './settings.ts';

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
