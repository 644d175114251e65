import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ArgusFunction } from './argus-function.ts';
import type { Doors, DoorsProps } from './doors.ts';

/** A door of its own for erasing a vehicle's data: nothing else in the stack may delete, and who may call it is granted apart. */
export class Erasure extends Construct {
  readonly door: ArgusFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, props: Omit<DoorsProps, 'pipeline'> & { doors: Doors }) {
    super(scope, id);
    const { settings, storage, table, doors } = props;
    // Begins no batch after 20 seconds; the largest takes as long again.
    this.door = new ArgusFunction(this, 'EraseVehicle', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.minutes(2),
    });
    table.grantEnterStates(this.door);
    table.grantList(this.door, 'by-vehicle', 'by-state');
    table.grantErase(this.door);
    storage.grantErase(this.door);
    doors.grantMakeLinks(this.door);
    this.url = this.door.live.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }).url;
  }
}
