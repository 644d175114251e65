import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { readableFrom } from './allow-origins.ts';
import { ArgusFunction } from './argus-function.ts';
import { shareOut } from './concurrency.ts';
import type { Endpoints, EndpointsProps } from './endpoints.ts';

interface SignIn {
  issuer: string;
  audience: string;
}

interface PeopleAccessProps extends Omit<EndpointsProps, 'pipeline'> {
  endpoints: Endpoints;
  signIn: SignIn;
}

/** An endpoint for people who sign in by OpenID Connect: it reads, and checks each token itself. */
export class PeopleAccess extends Construct {
  readonly endpoint: ArgusFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, { endpoints, settings, signIn, storage, table }: PeopleAccessProps) {
    super(scope, id);
    const { people } = shareOut(settings.lambdaQuota, settings.parserConcurrency).reserved;
    this.endpoint = new ArgusFunction(this, 'HandlePerson', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.seconds(29),
      // Anybody may knock: who does must not take the concurrency of the rest.
      ...(people && { reservedConcurrency: people }),
    });
    this.endpoint.configure('OIDC_ISSUER', signIn.issuer);
    this.endpoint.configure('OIDC_AUDIENCE', signIn.audience);
    table.grantRead(this.endpoint);
    table.grantReadProgress(this.endpoint);
    table.grantList(this.endpoint, 'by-vehicle', 'by-state');
    storage.grantReadResults(this.endpoint);
    endpoints.grantMakeLinks(this.endpoint);
    // The token is the credential, checked against the provider's keys before anything is looked up.
    this.url = this.endpoint.live.addFunctionUrl({
      authType: lambda.FunctionUrlAuthType.NONE,
      ...readableFrom(settings.allowedOrigins),
    }).url;
  }
}
