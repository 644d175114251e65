import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Arrivals } from './arrivals.ts';
import { BatchTable } from './batch-table.ts';
import { Canary } from './canary.ts';
import { DeviceAccess } from './device-access.ts';
import { Endpoints } from './endpoints.ts';
import { Erasure } from './erasure.ts';
import { keepHouseRules } from './house-rules.ts';
import { Network } from './network.ts';
import { Operations } from './operations.ts';
import { PeopleAccess } from './people-access.ts';
import { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';
import { Storage } from './storage.ts';
import { TableExport } from './table-export.ts';

interface ArgusStackProps extends StackProps {
  settings: Settings;
}

/** Uploads → state machine → report → viewers. */
export class ArgusStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ArgusStackProps) {
    super(scope, id, props);
    const storage = new Storage(this, 'Storage', settings);
    const table = new BatchTable(this, 'Batches', settings);
    const pipeline = new Pipeline(this, 'Pipeline', { settings, storage, table });
    const arrivals = new Arrivals(this, 'Arrivals', { settings, storage, table, pipeline });
    // Its id is part of the names of what is deployed: another one would replace the functions and their URLs.
    const endpoints = new Endpoints(this, 'Doors', { settings, storage, table, pipeline });
    const access = settings.deviceAccess
      ? new DeviceAccess(this, 'DeviceAccess', { settings, storage, table, pipeline, endpoints })
      : undefined;
    const erasure = new Erasure(this, 'Erasure', { settings, storage, table, endpoints });
    const people =
      settings.cognito || settings.oidcIssuer
        ? new PeopleAccess(this, 'PeopleAccess', { settings, storage, table, endpoints })
        : undefined;
    const tables = settings.exportTables
      ? new TableExport(this, 'TableExport', { settings, storage, table, pipeline, arrivals })
      : undefined;
    const allEndpoints = [endpoints.api, endpoints.view, erasure.endpoint, ...(people ? [people.endpoint] : [])];
    const doors = [...allEndpoints, ...(access ? [access.device] : [])];
    const functions = [
      ...Object.values(pipeline.functions),
      arrivals.registerUpload,
      arrivals.sweepBatches,
      arrivals.failBatch,
      ...(tables ? [tables.exportBatch] : []),
      ...doors,
    ];
    if (settings.canary)
      new Canary(this, 'Canary', [...Object.values(pipeline.functions), arrivals.registerUpload, ...doors]);
    if (settings.vpc) {
      const network = new Network(this, 'Network', { settings, vpcId: settings.vpc });
      // A Function URL streams no answer of a function in a VPC.
      const outside = [endpoints.view, people?.endpoint];
      for (const fn of functions) if (!outside.includes(fn)) network.place(fn);
    }
    keepHouseRules(this, settings);
    new Operations(this, 'Operations', {
      settings,
      functions,
      endpoints: allEndpoints,
      vehicleApi: access?.api,
      arrivals,
      pipeline,
      table,
    });

    new CfnOutput(this, 'ApiUrl', { value: endpoints.apiUrl });
    new CfnOutput(this, 'ViewUrl', { value: endpoints.viewUrl });
    new CfnOutput(this, 'EraseUrl', { value: erasure.url });
    if (tables) new CfnOutput(this, 'AthenaDatabase', { value: tables.database });
    if (people) new CfnOutput(this, 'PeopleUrl', { value: people.url });
    if (access) {
      new CfnOutput(this, 'DeviceUrl', { value: access.url });
      new CfnOutput(this, 'DeviceRoleAlias', { value: access.roleAlias });
    }
    new CfnOutput(this, 'ExecutionsPage', {
      value: `https://${this.region}.console.aws.amazon.com/states/home?region=${this.region}#/statemachines/view/${pipeline.stateMachine.stateMachineArn}`,
    });
  }
}
