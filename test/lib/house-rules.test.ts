import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/read-settings.ts';
import { ArgusStack } from '../../lib/stack.ts';
import { handlerNames } from './handler-names.ts';
import { permissionLedger } from './permission-ledger.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/org/bounded';
const CHOSEN = {
  'argus:keyArn': KEY,
  'argus:permissionsBoundary': BOUNDARY,
  'argus:tags': 'owner=ota team,cost-centre=42',
  'argus:uploadVpcEndpoint': 'vpce-0123456789abcdef0',
  'argus:canary': 'true',
  'argus:protect': 'true',
  'argus:versionDays': '7',
  'argus:deviceAccess': 'true',
  'argus:oidcIssuer': 'https://login.example.org/realm',
  'argus:oidcAudience': 'argus',
  'argus:allowedOrigins': 'https://fleet.example',
};

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-house-'));
afterAll(() => rmSync(codeFolder, { recursive: true }));

function appOf(): App {
  const app = new App({ context: { ...cdkJson.context, ...CHOSEN, 'argus:codeFolder': codeFolder } });
  new ArgusStack(app, 'argus-test', { settings: readSettings((key) => app.node.tryGetContext(key)) });
  return app;
}

let template: Template;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  for (const handler of handlerNames()) {
    mkdirSync(join(codeFolder, handler));
    writeFileSync(join(codeFolder, handler, 'index.mjs'), '');
  }
  template = Template.fromStack(appOf().node.findChild('argus-test') as ArgusStack);
});

const resources = (type: string) => Object.values(template.findResources(type));

describe('a stage with house rules', () => {
  it('keeps uploads, results and rows under the key of its owner, and lets those use it who read or write them', () => {
    for (const { Properties } of resources('AWS::S3::Bucket')) {
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration[0]).toMatchObject({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
      });
    }
    const [table] = resources('AWS::DynamoDB::GlobalTable');
    expect(table.Properties.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    const users = permissionLedger(template).filter((line) => line.endsWith(`kms:Decrypt | ${KEY}`));
    for (const role of [
      'ParseUnit',
      'AggregateBatch',
      'DiagnoseBatch',
      'HandleRequest',
      'HandleDevice',
      'ViewDiagnosis',
    ]) {
      expect(
        users.some((line) => line.includes(`${role}Role`)),
        role,
      ).toBe(true);
    }
  });

  it('has a table that refuses to be deleted, and buckets that give back what was deleted for a week', () => {
    const [table] = resources('AWS::DynamoDB::GlobalTable');
    expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
    for (const { Properties } of resources('AWS::S3::Bucket')) {
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(Properties.LifecycleConfiguration.Rules[0].NoncurrentVersionExpiration).toEqual({ NoncurrentDays: 7 });
    }
  });

  it('takes signed uploads by its own endpoint only', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:PutObject',
            Condition: {
              StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
              StringNotEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' },
            },
          }),
        ]),
      },
    });
  });

  it('bounds every role and tags what can be tagged', () => {
    const roles = resources('AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(10);
    for (const { Properties } of roles) expect(Properties.PermissionsBoundary).toBe(BOUNDARY);
    for (const type of ['AWS::S3::Bucket', 'AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine']) {
      for (const { Properties } of resources(type)) {
        expect(Properties.Tags).toEqual(
          expect.arrayContaining([
            { Key: 'owner', Value: 'ota team' },
            { Key: 'cost-centre', Value: '42' },
          ]),
        );
      }
    }
  });

  it('shifts versions step by step, and everybody calls the alias that is shifted', () => {
    const groups = resources('AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(10);
    for (const { Properties } of groups) {
      expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent5Minutes');
      expect(Properties.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
    }
    for (const { Properties } of resources('AWS::Lambda::Url')) expect(Properties.Qualifier).toBe('live');
    const [{ Properties: integration }] = resources('AWS::ApiGatewayV2::Integration');
    expect(JSON.stringify(integration.IntegrationUri)).toContain('FunctionAliaslive');
    const [{ Properties: mapping }] = resources('AWS::Lambda::EventSourceMapping');
    expect(JSON.stringify(mapping.FunctionName)).toContain('live');
    const [machine] = resources('AWS::StepFunctions::StateMachine');
    for (const arn of Object.values(machine.Properties.DefinitionSubstitutions))
      expect(JSON.stringify(arn)).toContain('live');
  });

  it('lets people in who sign in at its provider, to read only', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ OIDC_ISSUER: 'https://login.example.org/realm', OIDC_AUDIENCE: 'argus' }),
      },
    });
    const allowed = permissionLedger(template).filter((line) => line.startsWith('<PeopleAccessHandlePersonRole>'));
    expect(allowed.some((line) => /dynamodb:Query/.test(line))).toBe(true);
    expect(allowed.filter((line) => /Put|Update|Delete|Start/.test(line.split(' | ').slice(1).join(' ')))).toEqual([
      expect.stringContaining('logs:PutLogEvents'),
      expect.stringContaining('xray:PutTelemetryRecords'),
      expect.stringContaining('xray:PutTraceSegments'),
    ]);
  });

  it('lets pages of the origins that it names read by links and by signing in, and no page send anything', () => {
    const shared = resources('AWS::Lambda::Url').filter(({ Properties }) => Properties.Cors);
    expect(shared.map(({ Properties }) => [Properties.AuthType, Properties.Cors])).toEqual(
      [1, 2].map(() => [
        'NONE',
        {
          AllowOrigins: ['https://fleet.example'],
          AllowMethods: ['GET', 'HEAD'],
          AllowHeaders: ['authorization', 'last-event-id'],
          MaxAge: 3600,
        },
      ]),
    );
  });

  it('passes the AwsSolutions and Serverless rules all the same', () => {
    const app = appOf();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a stage without', () => {
  it.each([
    [{ 'argus:keyArn': 'alias/mine' }, 'Setting argus:keyArn is "alias/mine"; allowed: the ARN of a KMS key'],
    [{ 'argus:oidcIssuer': 'http://login', 'argus:oidcAudience': 'a' }, 'allowed: the https URL of an OpenID provider'],
    [{ 'argus:oidcIssuer': 'https://login.example.org' }, 'Setting argus:oidcAudience is "null"; allowed: whom tokens'],
    [{ 'argus:allowedOrigins': '*' }, 'Setting argus:allowedOrigins is "*"; allowed: https://fleet.example,'],
    [{ 'argus:tags': 'owner' }, 'Setting argus:tags is "owner"; allowed: name=value,name=value.'],
    [{ 'argus:permissionsBoundary': 'bounded' }, 'allowed: the ARN of a managed policy.'],
    [{ 'argus:uploadVpcEndpoint': 'vpc-1' }, 'allowed: the id of a VPC endpoint'],
  ])('refuses %j in one sentence', (context: Record<string, string>, sentence) => {
    expect(() => readSettings((key) => context[key])).toThrow(sentence);
  });
});
