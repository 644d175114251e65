import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TABLE_SHAPE, TTL_ATTRIBUTE } from '#src/aws/table-shape.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/read-settings.ts';
import { ArgusStack } from '../../lib/stack.ts';
import { handlerNames } from './handler-names.ts';
import { permissionLedger } from './permission-ledger.ts';

let template: Template;

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-code-'));
afterAll(() => rmSync(codeFolder, { recursive: true }));

beforeAll(() => {
  // The CLI's own template rules take seconds of WebAssembly; `npm run synth` applies them.
  vi.stubEnv('CDK_VALIDATION', 'false');
  writeEmptyBundles();
  template = Template.fromStack(stackOf(new App({ context })));
});

const context = { ...cdkJson.context, 'argus:codeFolder': codeFolder };

/** With every door. */
const STAGE: Record<string, unknown> = {
  'argus:parserConcurrency': 7,
  'argus:deviceAccess': true,
  'argus:exportTables': true,
  'argus:oidcIssuer': 'https://login.example.org',
  'argus:oidcAudience': 'argus',
};

function stackOf(app: App): ArgusStack {
  const settings = readSettings((key) => STAGE[key]);
  return new ArgusStack(app, 'argus-test', { settings });
}

/** What is in the bundles does not show in the template: `npm run synth` makes real ones. */
function writeEmptyBundles(): void {
  for (const handler of handlerNames()) {
    mkdirSync(join(codeFolder, handler));
    writeFileSync(join(codeFolder, handler, 'index.mjs'), '');
  }
}

describe('the stack', () => {
  it('keeps uploads private, over TLS only, and refuses signatures older than 15 minutes', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const denies = { Effect: 'Deny', Condition: { NumericGreaterThan: { 's3:signatureAge': 900_000 } } };
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike(denies),
        ]),
      },
    });
  });

  it('deletes uploads after 30 days and half-sent ones after one', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ ExpirationInDays: 30, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })],
      },
    });
  });

  it('has exactly the table that the adapter expects', () => {
    const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode, TimeToLiveSpecification } =
      table.Properties;
    expect(KeySchema).toEqual(TABLE_SHAPE.KeySchema);
    expect(sortByName(AttributeDefinitions)).toEqual(sortByName(TABLE_SHAPE.AttributeDefinitions));
    expect(GlobalSecondaryIndexes).toEqual(TABLE_SHAPE.GlobalSecondaryIndexes);
    expect(BillingMode).toBe(TABLE_SHAPE.BillingMode);
    expect(TimeToLiveSpecification).toEqual({ AttributeName: TTL_ATTRIBUTE, Enabled: true });
  });

  it('lets nobody reach the api without IAM', () => {
    template.resourcePropertiesCountIs('AWS::Lambda::Url', { AuthType: 'AWS_IAM' }, 2);
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' });
    // That of links, and that of people who sign in: both check a credential of their own.
    template.resourceCountIs('AWS::Lambda::Url', 4);
  });

  it('lets one function delete, and that is the one for erasing', () => {
    const deleting = permissionLedger(template).filter((line) =>
      /(s3|dynamodb):\w*(DeleteObject|DeleteItem|BatchWriteItem)/.test(line),
    );
    expect(new Set(deleting.map((line) => line.split(' | ')[0]))).toEqual(new Set(['<ErasureEraseVehicleRole>']));
  });

  it('lets everything that looks into uploads read them: the doors that show records, the writer of tables, the plan that looks at the beginning of large files', () => {
    const readers = permissionLedger(template).filter((line) => line.includes('s3:GetObject | <StorageRaw.Arn>/raw/*'));
    expect(readers.map((line) => line.split(' | ')[0])).toEqual([
      '<DoorsHandleRequestRole>',
      '<DoorsViewDiagnosisRole>',
      '<PeopleAccessHandlePersonRole>',
      '<PipelineDiagnoseBatchRole>',
      '<PipelineParseUnitRole>',
      '<PipelinePlanBatchRole>',
      '<TableExportExportBatchRole>',
    ]);
  });

  it('lets vehicles through their own door only, and there to the paths below the name of their thing', () => {
    const allowed = permissionLedger(template).filter((line) => line.startsWith('<DeviceAccessRole>'));
    const api = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<DeviceAccessApi>/$default/*/vehicles';
    expect(allowed).toEqual(
      [
        `<DeviceAccessRole> | execute-api:Invoke | ${api}/\${credentials-iot:ThingName}/*`,
        `<DeviceAccessRole> | execute-api:Invoke | ${api}/*..*`,
      ].sort(),
    );
    const [[, { Properties }]] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('DeviceAccessRole'),
    );
    const { Statement } = Properties.PolicyDocument as { Statement: { Effect: string; Resource: object }[] };
    const denied = Statement.filter(({ Effect }) => Effect === 'Deny');
    expect(denied.map(({ Resource }) => JSON.stringify(Resource).includes('*..*'))).toEqual([true]);
    for (const { Properties: route } of Object.values(template.findResources('AWS::ApiGatewayV2::Route')))
      expect(route).toMatchObject({ AuthorizationType: 'AWS_IAM' });
    template.resourceCountIs('AWS::ApiGatewayV2::Route', 2);
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'apigateway.amazonaws.com' });
  });

  it('logs executions without their payloads', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ IncludeExecutionData: false }),
    });
  });

  it('grants each role exactly the ledger', () => {
    expect(permissionLedger(template)).toMatchSnapshot();
  });

  it('passes the AwsSolutions and Serverless rules, but for what is acknowledged with a reason', () => {
    // One of its own: an app that was synthesised before gives the same assembly again, unchecked.
    const app = new App({ context });
    stackOf(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it('runs every handler on Graviton and Node 24, and each within a time limit', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(handlerNames().length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      expect(Properties.Timeout).toBeLessThanOrEqual(900);
    }
  });

  it('gives the state machine the functions that its file asks for, and the parsers that the stage allows', () => {
    const [{ Properties }] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const text: string = Properties.DefinitionString;
    const asked = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual([...new Set(asked)].sort());
    expect(JSON.parse(text).States.ParseUnits.MaxConcurrency).toBe(7);
    expect(text).toBe(withConcurrency(readFileSync('statemachines/diagnose-batch.asl.json', 'utf8'), 7));
  });

  it('keeps what cannot be made again when the stack is deleted', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable']) {
      for (const resource of Object.values(template.findResources(type)))
        expect(resource.DeletionPolicy).toBe('Retain');
    }
  });

  it('keeps every log for a limited time', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(groups.length).toBeGreaterThan(9);
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(30);
  });

  it('sends every event that cannot be delivered to the queue that raises an alarm', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Events::Rule'))) {
      expect(Properties.Targets).toEqual([
        expect.objectContaining({ DeadLetterConfig: expect.anything(), RetryPolicy: expect.anything() }),
      ]);
    }
    template.resourceCountIs('AWS::Events::Rule', 3);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible' });
  });

  it('takes arrivals from a queue, a hundred at a time, and brings again only what could not be noted', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
      VisibilityTimeout: 120,
    });
  });

  it('sets parsers, viewers and vehicles apart, so that none of them takes the executions of the others', () => {
    expect(reservations(template)).toEqual({ ParseUnit: 7, ViewDiagnosis: 100, HandleDevice: 50, HandlePerson: 50 });
    for (const [id, name] of [
      ['Arrivals', 'RegisterUpload'],
      ['Pipeline', 'AggregateBatch'],
    ]) {
      const [{ Properties }] = Object.entries(template.findResources('AWS::Lambda::Function'))
        .filter(([logicalId]) => logicalId.startsWith(`${id}${name}`))
        .map(([, resource]) => resource);
      expect(Properties.Environment.Variables.PARSER_CONCURRENCY).toBe('7');
    }
  });

  it('names no wildcard action', () => {
    const actions = permissionLedger(template).map((line) => line.split(' | ')[1]);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

function reservations(from: Template): Record<string, number> {
  const functions = Object.entries(from.findResources('AWS::Lambda::Function'));
  const reserved = functions.filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined);
  return Object.fromEntries(
    reserved.map(([id, { Properties }]) => [
      /(?:Pipeline|Doors|DeviceAccess|PeopleAccess)(\w+)Function[0-9A-F]{8}$/.exec(id)?.[1],
      Properties.ReservedConcurrentExecutions,
    ]),
  );
}

function sortByName(attributes: readonly { AttributeName: string }[]) {
  return [...attributes].sort((a, b) => a.AttributeName.localeCompare(b.AttributeName));
}

function withConcurrency(definition: string, maxConcurrency: number): string {
  const machine = JSON.parse(definition);
  machine.States.ParseUnits.MaxConcurrency = maxConcurrency;
  return JSON.stringify(machine, null, 2);
}
