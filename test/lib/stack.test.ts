import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { TABLE_SHAPE, TTL_ATTRIBUTE } from '#src/aws/table-shape.ts';
import { bundle } from '../../build.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/settings.ts';
import { ArgusStack } from '../../lib/stack.ts';

let template: Template;

beforeAll(async () => {
  await bundle();
  const app = new App({ context: cdkJson.context });
  template = Template.fromStack(new ArgusStack(app, 'argus-test', { settings: readSettings(() => undefined) }));
});

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
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' });
    template.resourceCountIs('AWS::Lambda::Url', 2);
  });

  it('logs executions without their payloads', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ IncludeExecutionData: false }),
    });
  });

  it('grants each role exactly the ledger', () => {
    expect(permissionLedger(template)).toMatchSnapshot();
  });

  it('names no wildcard action', () => {
    const actions = permissionLedger(template).map((line) => line.split(' | ')[1]);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

/** `role | action | resource`, one line each. */
function permissionLedger(from: Template): string[] {
  const lines = Object.values(from.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap((statement: { Action: string | string[]; Resource: unknown }) =>
      [statement.Action]
        .flat()
        .flatMap((action) =>
          [statement.Resource].flat().map((resource) => `${Properties.Roles[0].Ref} | ${action} | ${spell(resource)}`),
        ),
    ),
  );
  return [...new Set(lines)].sort();
}

function spell(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const token = resource as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (token['Fn::Join']) return token['Fn::Join'][1].map(spell).join('');
  return `<${token.Ref ?? token['Fn::GetAtt']?.join('.')}>`;
}

function sortByName(attributes: readonly { AttributeName: string }[]) {
  return [...attributes].sort((a, b) => a.AttributeName.localeCompare(b.AttributeName));
}
