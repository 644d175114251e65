import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as iot from 'aws-cdk-lib/aws-iot';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ArgusFunction } from './argus-function.ts';
import { shareOut } from './concurrency.ts';
import type { Endpoints, EndpointsProps } from './endpoints.ts';

interface DeviceAccessProps extends EndpointsProps {
  endpoints: Endpoints;
}

/**
 * An endpoint for vehicles: AWS IoT Core's credential provider turns a gateway's X.509 certificate into credentials for an
 * hour, and those open nothing but this endpoint, for the vehicles that are things of the certificate (docs/device-access.md).
 * Revoking the certificate revokes the vehicle.
 */
export class DeviceAccess extends Construct {
  readonly device: ArgusFunction;
  readonly url: string;
  readonly roleAlias: string;

  constructor(scope: Construct, id: string, { settings, storage, table, pipeline, endpoints }: DeviceAccessProps) {
    super(scope, id);
    const { vehicles } = shareOut(settings.lambdaQuota, settings.parserConcurrency).reserved;
    // The same work as HandleRequest: up to 10,000 files, 1,000 signatures a page.
    this.device = new ArgusFunction(this, 'HandleDevice', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 1024,
      timeout: Duration.seconds(29),
      // A fleet gone wild must not take the operators' concurrency: 50 at once serve 500 requests a second.
      ...(vehicles && { reservedConcurrency: vehicles }),
    });
    table.grantEnterStates(this.device);
    table.grantReadProgress(this.device);
    // POST /start looks whether there is room.
    table.grantList(this.device, 'by-state');
    storage.grantSignUploads(this.device);
    storage.grantReadResults(this.device);
    storage.grantWriteResults(this.device);
    pipeline.grantStart(this.device);
    endpoints.grantMakeLinks(this.device);
    this.device.allowAnyOf(
      ['iot:ListPrincipalThings'],
      '*',
      'Which things a certificate is attached to; the action has no resource.',
    );
    const url = this.device.live.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
    this.url = url.url;
    this.roleAlias = this.#defineRoleAlias().ref;
  }

  #defineRoleAlias(): iot.CfnRoleAlias {
    const { stackName } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('credentials.iot.amazonaws.com'),
      description: 'What a vehicle may do with the credentials its certificate gives it',
    });
    this.#allowThings(role, 'lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } });
    this.#allowThings(role, 'lambda:InvokeFunction', { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } });
    const alias = new iot.CfnRoleAlias(this, 'RoleAlias', {
      roleAlias: `${stackName}-device`,
      roleArn: role.roleArn,
      credentialDurationSeconds: Duration.hours(1).toSeconds(),
    });
    // To be attached to each vehicle's certificate.
    new iot.CfnPolicy(this, 'Policy', {
      policyName: `${stackName}-device`,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'iot:AssumeRoleWithCertificate',
            Resource: alias.attrRoleAliasArn,
          },
        ],
      },
    });
    return alias;
  }

  /** Credentials carry a thing's name only when IoT Core found that thing attached to the certificate: without, no entry. */
  #allowThings(role: iam.Role, action: string, conditions: Record<string, object>): void {
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [action],
        resources: [this.device.live.functionArn],
        conditions: { ...conditions, Null: { 'credentials-iot:ThingName': 'false' } },
      }),
    );
  }
}
