import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { readableFrom } from './allow-origins.ts';
import { ArgusFunction } from './argus-function.ts';
import { shareOut } from './concurrency.ts';
import type { Endpoints, EndpointsProps } from './endpoints.ts';
import type { Settings } from './settings.ts';
import { SignInPool } from './sign-in-pool.ts';

interface PeopleAccessProps extends Omit<EndpointsProps, 'pipeline'> {
  endpoints: Endpoints;
}

/**
 * The console for people who sign in by OpenID Connect, at a provider that is there or at a user pool of the stack's own.
 * It reads, and checks each session and token itself: a Function URL has no authorizer (docs/decisions/029).
 */
export class PeopleAccess extends Construct {
  readonly endpoint: ArgusFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, { endpoints, settings, storage, table }: PeopleAccessProps) {
    super(scope, id);
    const { people } = shareOut(settings.lambdaQuota, settings.parserConcurrency).reserved;
    // The same work as ViewDiagnosis, and the same limits.
    this.endpoint = new ArgusFunction(this, 'HandlePerson', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.minutes(3),
      // Anybody may knock: who does must not take the concurrency of the rest.
      ...(people && { reservedConcurrency: people }),
    });
    table.grantRead(this.endpoint);
    table.grantReadProgress(this.endpoint);
    table.grantList(this.endpoint, 'by-vehicle', 'by-state');
    storage.grantReadResults(this.endpoint);
    // Lines are read from the files themselves.
    storage.grantReadUploads(this.endpoint);
    endpoints.grantMakeLinks(this.endpoint);
    // The session or the token is the credential, checked before anything is looked up.
    this.url = this.endpoint.live.addFunctionUrl({
      authType: lambda.FunctionUrlAuthType.NONE,
      invokeMode: lambda.InvokeMode.RESPONSE_STREAM,
      ...readableFrom(settings.allowedOrigins),
    }).url;
    this.#signIn(settings);
  }

  #signIn({ cognito, oidcAudience, oidcClientSecret, oidcIssuer, protect }: Settings): void {
    if (cognito) new SignInPool(this, 'Pool', { page: this.url, protect }).grantSignIn(this.endpoint);
    if (oidcIssuer) this.endpoint.configure('OIDC_ISSUER', oidcIssuer);
    if (oidcAudience) this.endpoint.configure('OIDC_AUDIENCE', oidcAudience);
    if (oidcClientSecret === null) return;
    this.endpoint.configure('OIDC_CLIENT_SECRET', oidcClientSecret);
    this.endpoint.allow(['secretsmanager:GetSecretValue'], oidcClientSecret);
  }
}
