import { Aws, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';
import type { Settings } from './settings.ts';

/** What Lambda does in the function's name to put it into a subnet. */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const HTTPS = 443;

interface NetworkProps {
  settings: Settings;
  vpcId: string;
}

/**
 * Functions in private subnets of a VPC that is there. They reach AWS by endpoints that are made for them, where the stage
 * names the route tables of its subnets, else by what the VPC has.
 */
export class Network extends Construct {
  readonly #settings: Settings;
  readonly #functions: ec2.CfnSecurityGroup;

  constructor(scope: Construct, id: string, { settings, vpcId }: NetworkProps) {
    super(scope, id);
    this.#settings = settings;
    this.#functions = new ec2.CfnSecurityGroup(this, 'Functions', {
      vpcId,
      groupDescription: 'Functions of Argus: nobody calls them here, and they call AWS',
      securityGroupEgress: [
        {
          ipProtocol: 'tcp',
          fromPort: HTTPS,
          toPort: HTTPS,
          cidrIp: '0.0.0.0/0',
          description: 'AWS, by its endpoints',
        },
      ],
    });
    if (settings.vpcRouteTables.length > 0) this.#makeEndpoints(vpcId);
  }

  place(fn: ArgusFunction): void {
    (fn.function.node.defaultChild as lambda.CfnFunction).vpcConfig = {
      subnetIds: this.#settings.vpcSubnets,
      securityGroupIds: [this.#functions.attrGroupId],
    };
    fn.function.addToRolePolicy(new iam.PolicyStatement({ actions: INTERFACES, resources: ['*'] }));
    // Lambda does that, not the code it runs: requests of the code say which function they come from.
    fn.function.addToRolePolicy(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: INTERFACES,
        resources: ['*'],
        conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      }),
    );
    acknowledge(
      fn,
      'AwsSolutions-IAM5[Resource::*]',
      'Interfaces are made by Lambda when it scales; none has a name before.',
    );
  }

  /** What the functions in here ask: files and rows (gateways, free), executions and keys of links, a model if there is one. */
  #makeEndpoints(vpcId: string): void {
    for (const name of ['s3', 'dynamodb']) {
      new ec2.CfnVPCEndpoint(this, name, {
        vpcId,
        serviceName: this.#serviceName(name),
        vpcEndpointType: 'Gateway',
        routeTableIds: this.#settings.vpcRouteTables,
        policyDocument: ownAccountOnly(),
      });
    }
    const { embeddingsModelId, modelEndpoint, modelId } = this.#settings;
    const asksModel = modelEndpoint === null && (modelId ?? embeddingsModelId) !== null;
    const securityGroupIds = [this.#groupOfEndpoints(vpcId)];
    for (const name of ['states', 'secretsmanager', ...(asksModel ? ['bedrock-runtime'] : [])]) {
      new ec2.CfnVPCEndpoint(this, name, {
        vpcId,
        serviceName: this.#serviceName(name),
        vpcEndpointType: 'Interface',
        subnetIds: this.#settings.vpcSubnets,
        privateDnsEnabled: true,
        securityGroupIds,
        policyDocument: ownAccountOnly(),
      });
    }
  }

  #groupOfEndpoints(vpcId: string): string {
    const group = new ec2.CfnSecurityGroup(this, 'Endpoints', {
      vpcId,
      groupDescription: 'Endpoints of AWS services for functions of Argus',
      securityGroupIngress: [
        {
          ipProtocol: 'tcp',
          fromPort: HTTPS,
          toPort: HTTPS,
          sourceSecurityGroupId: this.#functions.attrGroupId,
          description: 'Functions of Argus',
        },
      ],
    });
    return group.attrGroupId;
  }

  #serviceName(name: string): string {
    return `com.amazonaws.${Stack.of(this).region}.${name}`;
  }
}

/** Nobody takes data out through these with credentials of another account. */
const ownAccountOnly = (): iam.PolicyDocument =>
  new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
      }),
    ],
  });
