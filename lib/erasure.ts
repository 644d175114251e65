import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ArgusFunction } from './argus-function.ts';
import type { Endpoints, EndpointsProps } from './endpoints.ts';

/** An endpoint of its own for erasing a vehicle's data: nothing else in the stack may delete, and who may call it is granted apart. */
export class Erasure extends Construct {
  readonly endpoint: ArgusFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, props: Omit<EndpointsProps, 'pipeline'> & { endpoints: Endpoints }) {
    super(scope, id);
    const { settings, storage, table, endpoints } = props;
    // Begins no batch after 20 seconds; the largest takes as long again.
    this.endpoint = new ArgusFunction(this, 'EraseVehicle', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.minutes(2),
    });
    table.grantEnterStates(this.endpoint);
    table.grantList(this.endpoint, 'by-vehicle', 'by-state');
    table.grantErase(this.endpoint);
    storage.grantErase(this.endpoint);
    endpoints.grantMakeLinks(this.endpoint);
    this.url = this.endpoint.live.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }).url;
  }
}
