import { mostParsers } from './concurrency.ts';
import { demand, type Settings } from './settings.ts';

/** The retentions CloudWatch Logs accepts that make sense here. */
const LOG_RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];

/** Refuses what no stage can be made with. Throws `SettingsError`. */
export function checkSettings(settings: Settings): void {
  demand(
    /^[a-z][a-z0-9-]{0,19}$/.test(settings.stage),
    'stage',
    settings.stage,
    'up to 20 of a-z, 0-9 and -, a letter first',
  );
  demand(
    settings.uploadWindowMinutes < settings.rawRetentionDays * 1_440,
    'uploadWindowMinutes',
    settings.uploadWindowMinutes,
    `less than the ${settings.rawRetentionDays} days that uploads are kept`,
  );
  const { lambdaQuota, parserConcurrency } = settings;
  demand(lambdaQuota >= 10, 'lambdaQuota', lambdaQuota, '10, what a new account has, and more');
  // A Distributed Map has at most 10,000 children at once.
  const most = Math.min(10_000, mostParsers(lambdaQuota));
  demand(
    (parserConcurrency ?? 1) <= most,
    'parserConcurrency',
    parserConcurrency,
    `1 to ${most}, with a Lambda quota of ${lambdaQuota}`,
  );
  demand(
    LOG_RETENTIONS.includes(settings.logRetentionDays),
    'logRetentionDays',
    settings.logRetentionDays,
    `one of ${LOG_RETENTIONS.join(', ')}`,
  );
  checkModel(settings);
  checkHouse(settings);
  checkNetwork(settings);
  checkSignIn(settings);
  for (const key of ['uploadEndpoint', 'modelEndpoint'] as const) {
    const url = settings[key];
    if (url !== null) demand(isUrl(url), key, url, 'a URL such as https://…');
  }
  for (const key of ['vocabularies', 'databases', 'knowledge'] as const) {
    const url = settings[key];
    const isPrefix = url === null || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?:[\w.-]+\/)+$/.test(url);
    demand(isPrefix, key, url, `a prefix that ends in /, such as s3://my-bucket/${key}/`);
  }
  if (settings.alarmEmail !== null)
    demand(settings.alarmEmail.includes('@'), 'alarmEmail', settings.alarmEmail, 'an e-mail address');
}

function checkHouse({ keyArn, permissionsBoundary, uploadVpcEndpoint }: Settings): void {
  demand(
    keyArn === null || /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(keyArn),
    'keyArn',
    keyArn,
    'the ARN of a KMS key, such as arn:aws:kms:eu-central-1:123456789012:key/…',
  );
  demand(
    permissionsBoundary === null ||
      /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(permissionsBoundary),
    'permissionsBoundary',
    permissionsBoundary,
    'the ARN of a managed policy',
  );
  demand(
    uploadVpcEndpoint === null || /^vpce-[0-9a-f]{8,17}$/.test(uploadVpcEndpoint),
    'uploadVpcEndpoint',
    uploadVpcEndpoint,
    'the id of a VPC endpoint, such as vpce-0123456789abcdef0',
  );
}

function checkNetwork({ vpc, vpcRouteTables, vpcSubnets }: Settings): void {
  demand(
    vpc === null || /^vpc-[0-9a-f]{8,17}$/.test(vpc),
    'vpc',
    vpc,
    'the id of a VPC, such as vpc-0123456789abcdef0',
  );
  const isPlaced = (vpc === null) === (vpcSubnets.length === 0);
  demand(
    isPlaced && vpcSubnets.every((id) => /^subnet-[0-9a-f]{8,17}$/.test(id)),
    'vpcSubnets',
    vpcSubnets.join(),
    'ids of private subnets, such as subnet-0123456789abcdef0,subnet-…, together with argus:vpc',
  );
  demand(
    (vpc !== null || vpcRouteTables.length === 0) && vpcRouteTables.every((id) => /^rtb-[0-9a-f]{8,17}$/.test(id)),
    'vpcRouteTables',
    vpcRouteTables.join(),
    'ids of the route tables of those subnets, such as rtb-0123456789abcdef0, together with argus:vpc',
  );
}

function checkSignIn({ cognito, oidcAudience, oidcClientSecret, oidcIssuer }: Settings): void {
  demand(
    oidcIssuer === null || URL.parse(oidcIssuer)?.protocol === 'https:',
    'oidcIssuer',
    oidcIssuer,
    'the https URL of an OpenID provider, exactly as it stands in its tokens',
  );
  const isPaired = (oidcIssuer === null) === (oidcAudience === null);
  demand(isPaired, 'oidcAudience', oidcAudience, 'whom tokens are made for, together with argus:oidcIssuer');
  demand(
    oidcClientSecret === null ||
      (oidcIssuer !== null &&
        /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/.test(oidcClientSecret)),
    'oidcClientSecret',
    oidcClientSecret,
    'the whole ARN of a secret, together with argus:oidcIssuer',
  );
  demand(!cognito || oidcIssuer === null, 'cognito', cognito, 'false where argus:oidcIssuer says who signs people in');
}

const APPLICATION_PROFILE = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile\/[a-z0-9]+$/;

function checkModel({ embeddingsModelId, guardrail, knowledge, modelId, modelName }: Settings): void {
  demand(
    embeddingsModelId === null ||
      (knowledge !== null && /^amazon\.titan-embed-text-v2[\w.:-]*$/.test(embeddingsModelId)),
    'embeddingsModelId',
    embeddingsModelId,
    'amazon.titan-embed-text-v2:0, together with argus:knowledge',
  );
  demand(
    modelId === null || /^[a-z]+\.[\w.:-]+$/.test(modelId) || APPLICATION_PROFILE.test(modelId),
    'modelId',
    modelId,
    'an inference profile such as global.anthropic.claude-sonnet-5-5, or the ARN of an application inference profile',
  );
  demand(
    modelName === null || /^[a-z]+\.[a-z][\w.:-]+$/.test(modelName),
    'modelName',
    modelName,
    'the model of an application inference profile, such as anthropic.claude-sonnet-5-5',
  );
  demand(
    guardrail === null || /^[a-z0-9]+:(?:\d{1,8}|DRAFT)$/.test(guardrail),
    'guardrail',
    guardrail,
    'the id and the version of a guardrail, such as gr1abc2def:3',
  );
}

const isUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
