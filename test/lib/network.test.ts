import type { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { readSettings } from '../../lib/read-settings.ts';
import { checkRules, templateOf } from './stage.ts';

const SUBNETS = ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'];
const VPC = { 'argus:vpc': 'vpc-0123456789abcdef0', 'argus:vpcSubnets': SUBNETS.join() };
const ENDPOINTS = { ...VPC, 'argus:vpcRouteTables': 'rtb-0123456789abcdef0' };
const EVERY_DOOR = {
  ...ENDPOINTS,
  'argus:cognito': 'true',
  'argus:deviceAccess': 'true',
  'argus:exportTables': 'true',
  'argus:modelId': 'eu.anthropic.claude-sonnet-5-5',
};

const resources = (template: Template, type: string) => Object.entries(template.findResources(type));

const servicesOf = (template: Template): string[] =>
  resources(template, 'AWS::EC2::VPCEndpoint')
    .map(([, { Properties }]) => `${Properties.VpcEndpointType} ${Properties.ServiceName['Fn::Join'][1].at(-1)}`)
    .sort();

it('is not there unless it is asked for', () => {
  const template = templateOf({});
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Function'))
    expect(Properties.VpcConfig, id).toBeUndefined();
});

it('puts every function into the subnets but those that stream, which a Function URL does not from a VPC', () => {
  const template = templateOf(EVERY_DOOR);
  const urls = resources(template, 'AWS::Lambda::Url').map(([, { Properties }]) => Properties);
  const streaming = urls
    .filter(({ InvokeMode }) => InvokeMode === 'RESPONSE_STREAM')
    .map(({ TargetFunctionArn }) => TargetFunctionArn['Fn::GetAtt'][0]);
  expect(streaming).toHaveLength(2);
  const [[group]] = resources(template, 'AWS::EC2::SecurityGroup').filter(([id]) => id.startsWith('NetworkFunctions'));
  for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Function')) {
    const inside = { SubnetIds: SUBNETS, SecurityGroupIds: [{ 'Fn::GetAtt': [group, 'GroupId'] }] };
    expect(Properties.VpcConfig, id).toEqual(streaming.includes(id) ? undefined : inside);
  }
});

it('lets Lambda make the interfaces of each function in there, and no code of one', () => {
  const template = templateOf(VPC);
  const inside = resources(template, 'AWS::Lambda::Function').filter(([, { Properties }]) => Properties.VpcConfig);
  const policies = resources(template, 'AWS::IAM::Policy').map(
    ([, { Properties }]) => Properties.PolicyDocument.Statement,
  );
  const statements = policies.flat().filter(({ Action }) => Action.includes('ec2:CreateNetworkInterface'));
  const denied = statements.filter(({ Effect }) => Effect === 'Deny');
  expect([statements.length, denied.length]).toEqual([2 * inside.length, inside.length]);
  for (const { Action, Condition } of denied) {
    expect(statements[0].Action).toEqual(expect.arrayContaining(Action));
    expect(Condition).toEqual({ Null: { 'lambda:SourceFunctionArn': 'false' } });
  }
  // Without its rights first, a function in a VPC cannot be made.
  for (const [id, { DependsOn }] of inside) expect(DependsOn.join(), id).toContain('RoleDefaultPolicy');
});

it('makes the endpoints that the functions need, for this account alone, where it is told the route tables', () => {
  expect(servicesOf(templateOf(VPC))).toEqual([]);
  expect(servicesOf(templateOf(ENDPOINTS))).toEqual([
    'Gateway .dynamodb',
    'Gateway .s3',
    'Interface .secretsmanager',
    'Interface .states',
  ]);
  const template = templateOf(EVERY_DOOR);
  expect(servicesOf(template)).toContain('Interface .bedrock-runtime');
  for (const [, { Properties }] of resources(template, 'AWS::EC2::VPCEndpoint')) {
    const [{ Condition }] = Properties.PolicyDocument.Statement;
    expect(Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } });
    if (Properties.VpcEndpointType === 'Interface') expect(Properties.SubnetIds).toEqual(SUBNETS);
  }
});

it('opens nothing to the VPC: functions are called by nobody, endpoints by functions', () => {
  for (const [id, { Properties }] of resources(templateOf(ENDPOINTS), 'AWS::EC2::SecurityGroup')) {
    if (id.startsWith('NetworkFunctions')) expect(Properties.SecurityGroupIngress).toBeUndefined();
    else expect(Properties.SecurityGroupIngress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
  }
});

it('passes the AwsSolutions and Serverless rules', () => {
  expect(() => checkRules(EVERY_DOOR)).not.toThrow();
});

it.each([
  [
    { 'argus:vpc': 'default', 'argus:vpcSubnets': SUBNETS[0] },
    'Setting argus:vpc is "default"; allowed: the id of a VPC',
  ],
  [{ 'argus:vpc': VPC['argus:vpc'] }, 'Setting argus:vpcSubnets is ""; allowed: ids of private subnets'],
  [{ 'argus:vpcSubnets': SUBNETS[0] }, 'together with argus:vpc.'],
  [
    { ...VPC, 'argus:vpcRouteTables': 'main' },
    'Setting argus:vpcRouteTables is "main"; allowed: ids of the route tables',
  ],
])('refuses %j in one sentence', (context: Record<string, string>, sentence) => {
  expect(() => readSettings((key) => context[key])).toThrow(sentence);
});
