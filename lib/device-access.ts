import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as iot from 'aws-cdk-lib/aws-iot';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import { ArgusFunction } from './argus-function.ts';
import { shareOut } from './concurrency.ts';
import type { Endpoints, EndpointsProps } from './endpoints.ts';

interface DeviceAccessProps extends EndpointsProps {
  endpoints: Endpoints;
}

/** A call takes a tenth of a second: more than the function can serve at once waits at the API, which answers 429. */
const CALLS_PER_EXECUTION = 10;
/** Where an account is too small to set executions apart. */
const FEW_VEHICLES = 5;

/**
 * An endpoint for vehicles: AWS IoT Core's credential provider turns a gateway's X.509 certificate into credentials for an
 * hour, and those open nothing but the paths below the thing's own name here (docs/device-access.md): IAM compares the two
 * (docs/decisions/031). Revoking the certificate revokes the vehicle.
 */
export class DeviceAccess extends Construct {
  readonly device: ArgusFunction;
  readonly api: apigateway.HttpApi;
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
    this.api = this.#defineApi(settings.logRetentionDays, CALLS_PER_EXECUTION * (vehicles ?? FEW_VEHICLES));
    this.roleAlias = this.#defineRoleAlias().ref;
  }

  /** With the name of a thing behind it: what a vehicle calls. */
  get url(): string {
    return `${this.api.apiEndpoint}/vehicles/`;
  }

  #defineApi(logRetentionDays: number, callsPerSecond: number): apigateway.HttpApi {
    const api = new apigateway.HttpApi(this, 'Api', { description: 'Vehicles send logs, each below its own name' });
    api.addRoutes({
      path: '/vehicles/{vehicle}/{proxy+}',
      methods: [apigateway.HttpMethod.GET, apigateway.HttpMethod.POST],
      integration: new HttpLambdaIntegration('Device', this.device.live),
      authorizer: new HttpIamAuthorizer(),
    });
    const log = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/argus/${Stack.of(this).stackName}-device`,
      retention: logRetentionDays as logs.RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // No path: it names the vehicle.
    const format = { time: '$context.requestTime', status: '$context.status', error: '$context.error.message' };
    const stage = api.defaultStage?.node.defaultChild as apigateway.CfnStage;
    stage.defaultRouteSettings = { throttlingRateLimit: callsPerSecond, throttlingBurstLimit: 2 * callsPerSecond };
    stage.accessLogSettings = {
      destinationArn: log.logGroupArn,
      format: JSON.stringify({ request: '$context.requestId', method: '$context.httpMethod', ...format }),
    };
    return api;
  }

  #defineRoleAlias(): iot.CfnRoleAlias {
    const { stackName } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('credentials.iot.amazonaws.com'),
      description: 'What a vehicle may do with the credentials its certificate gives it',
    });
    this.#allowOwnPaths(role);
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

  /**
   * Credentials carry a thing's name when the gateway named its thing and IoT Core found it attached to the certificate;
   * without one the variable has no value, and the statement allows nothing.
   */
  #allowOwnPaths(role: iam.Role): void {
    const below = (paths: string) =>
      Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.apiId,
        resourceName: `$default/*/vehicles/${paths}`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    const own = below(`\${credentials-iot:ThingName}/*`);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: [own] }));
    // No path of ours has a step back in it: whoever sends one means the path of another vehicle.
    role.addToPolicy(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: ['execute-api:Invoke'],
        resources: [below('*..*')],
      }),
    );
    acknowledgeWildcard(role, own, 'Paths below the name of the thing, which IAM puts in.');
  }
}
