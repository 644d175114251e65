import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';

interface SignInPoolProps {
  /** The URL of the page, with a slash at its end: where people are led back to. */
  page: string;
  protect: boolean;
}

/** A user pool with Cognito's own page to sign in at: whoever runs Argus adds people, each has a second factor. */
export class SignInPool extends Construct {
  readonly #pool: cognito.UserPool;

  constructor(scope: Construct, id: string, { page, protect }: SignInPoolProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.#pool = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      deletionProtection: protect,
      // People and their second factors cannot be made again.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const rule of ['AwsSolutions-COG3', 'AwsSolutions-COG8'])
      acknowledge(this.#pool, rule, 'Cognito’s threat protection is paid for by head; the second factor is required.');
    // Names of sign-in pages are taken once in a Region, by whoever comes first.
    this.#pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${stackName}-${Aws.ACCOUNT_ID}` } });
    const client = this.#pool.addClient('Page', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID],
        callbackUrls: [`${page}signed-in`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
    });
    new ssm.StringParameter(this, 'PageClient', {
      parameterName: this.#parameterName,
      stringValue: client.userPoolClientId,
      description: 'What the user pool calls the page of Argus',
    });
  }

  /** By name: the client is told the URL of the function, so the function cannot be told the client. */
  grantSignIn(fn: ArgusFunction): void {
    const stack = Stack.of(this);
    fn.configure('OIDC_ISSUER', `https://cognito-idp.${stack.region}.${stack.urlSuffix}/${this.#pool.userPoolId}`);
    fn.configure('OIDC_CLIENT_PARAMETER', this.#parameterName);
    fn.allow(
      ['ssm:GetParameter'],
      stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: this.#parameterName.slice(1) }),
    );
  }

  get #parameterName(): string {
    return `/${Stack.of(this).stackName}/page-client`;
  }
}
