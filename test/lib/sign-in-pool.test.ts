import { Match, type Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { readSettings } from '../../lib/read-settings.ts';
import { permissionLedger } from './permission-ledger.ts';
import { checkRules, templateOf } from './stage.ts';

const COGNITO = { 'argus:cognito': 'true' };

it('is not there unless it is asked for', () => {
  const template = templateOf({});
  template.resourceCountIs('AWS::Cognito::UserPool', 0);
  template.resourceCountIs('AWS::SSM::Parameter', 0);
  expect(Object.keys(template.findOutputs('*'))).not.toContain('PeopleUrl');
});

it('makes a pool that nobody joins by himself, with a second factor, and a page to sign in at', () => {
  const template = templateOf(COGNITO);
  template.hasResource('AWS::Cognito::UserPool', {
    DeletionPolicy: 'Retain',
    Properties: Match.objectLike({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UsernameAttributes: ['email'],
    }),
  });
  template.resourceCountIs('AWS::Cognito::UserPoolDomain', 1);
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    GenerateSecret: false,
    CallbackURLs: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [urlOfPeople(template), 'FunctionUrl'] }, 'signed-in']] }],
  });
  expect(Object.keys(template.findOutputs('*'))).toContain('PeopleUrl');
});

it('tells the door where people sign in, and where to read what the pool calls it: nothing else of the parameters', () => {
  const template = templateOf(COGNITO);
  const name = '/argus-test/page-client';
  template.hasResourceProperties('AWS::SSM::Parameter', {
    Name: name,
    Value: { Ref: Match.stringLikeRegexp('^PeopleAccessPool') },
  });
  const variables = { OIDC_CLIENT_PARAMETER: name, OIDC_ISSUER: Match.objectLike({ 'Fn::Join': Match.anyValue() }) };
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike(variables) },
  });
  const allowed = permissionLedger(template).filter((line) => /ssm:|cognito/.test(line));
  expect(allowed).toEqual([
    '<PeopleAccessHandlePersonRole> | ssm:GetParameter | arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/argus-test/page-client',
  ]);
});

it('streams the page to who signs in, and asks a provider for its own secret where that wants one', () => {
  const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:argus-login-AbCdEf';
  const template = templateOf({
    'argus:oidcIssuer': 'https://login.example.org',
    'argus:oidcAudience': 'argus',
    'argus:oidcClientSecret': secret,
  });
  template.resourceCountIs('AWS::Cognito::UserPool', 0);
  template.resourcePropertiesCountIs('AWS::Lambda::Url', { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' }, 2);
  expect(permissionLedger(template)).toContain(
    `<PeopleAccessHandlePersonRole> | secretsmanager:GetSecretValue | ${secret}`,
  );
});

it('passes the AwsSolutions and Serverless rules', () => {
  expect(() => checkRules(COGNITO)).not.toThrow();
});

it.each([
  [{ 'argus:cognito': 'yes' }, 'Setting argus:cognito is "yes"; allowed: true or false.'],
  [
    { 'argus:cognito': 'true', 'argus:oidcIssuer': 'https://login.example.org', 'argus:oidcAudience': 'a' },
    'allowed: false where argus:oidcIssuer says who signs people in.',
  ],
  [{ 'argus:oidcClientSecret': 'hunter2' }, 'allowed: the whole ARN of a secret, together with argus:oidcIssuer.'],
])('refuses %j in one sentence', (context: Record<string, string>, sentence) => {
  expect(() => readSettings((key) => context[key])).toThrow(sentence);
});

function urlOfPeople(template: Template): string {
  const urls = Object.keys(template.findResources('AWS::Lambda::Url'));
  return urls.find((id) => id.startsWith('PeopleAccessHandlePerson')) ?? '';
}
