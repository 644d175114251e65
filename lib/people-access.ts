import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ArgusFunction } from './argus-function.ts';
import { shareOut } from './concurrency.ts';
import type { Doors, DoorsProps } from './doors.ts';

interface SignIn {
  issuer: string;
  audience: string;
}

interface PeopleAccessProps extends Omit<DoorsProps, 'pipeline'> {
  doors: Doors;
  signIn: SignIn;
}

/** A door for people who sign in by OpenID Connect: it reads, and checks each token itself. */
export class PeopleAccess extends Construct {
  readonly door: ArgusFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, { doors, settings, signIn, storage, table }: PeopleAccessProps) {
    super(scope, id);
    const { people } = shareOut(settings.lambdaQuota, settings.parserConcurrency).reserved;
    this.door = new ArgusFunction(this, 'HandlePerson', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.seconds(29),
      // Anybody may knock: who does must not take the concurrency of the rest.
      ...(people && { reservedConcurrency: people }),
    });
    this.door.configure('OIDC_ISSUER', signIn.issuer);
    this.door.configure('OIDC_AUDIENCE', signIn.audience);
    table.grantRead(this.door);
    table.grantReadProgress(this.door);
    table.grantList(this.door, 'by-vehicle', 'by-state');
    storage.grantReadResults(this.door);
    doors.grantMakeLinks(this.door);
    // The token is the credential, checked against the provider's keys before anything is looked up.
    this.url = this.door.live.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }).url;
  }
}
