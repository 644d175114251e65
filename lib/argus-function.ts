import { join } from 'node:path';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';

interface ArgusFunctionProps {
  logRetentionDays: number;
  memoryMb: number;
  timeout: Duration;
  /** Called once per file: a trace of each would cost as much as the call. */
  isPerFile?: boolean;
  /** Cap on environments, where a function is reachable from outside or must not crowd others out. */
  reservedConcurrency?: number;
}

/** One handler of `lambdas/`: the construct id is the file's name in Pascal case, its role can do nothing until granted. */
export class ArgusFunction extends Construct {
  readonly function: lambda.Function;
  /** What callers call: the alias where versions are shifted to step by step, else the function itself. */
  readonly live: lambda.Function | lambda.Alias;

  constructor(scope: Construct, id: string, props: ArgusFunctionProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetentionDays as logs.RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(role);
    this.function = new lambda.Function(this, 'Function', {
      code: lambda.Code.fromAsset(join(codeFolder(this), kebabCase(id))),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      // 20 % cheaper per GB-second than x86 and no slower on this work.
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrency,
      tracing: props.isPerFile ? lambda.Tracing.DISABLED : lambda.Tracing.ACTIVE,
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // Start and end of every call are in the metrics; as log lines they would be most of the bill for logs.
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
    });
    this.live = isCanary(this) ? this.function.addAlias('live') : this.function;
    this.configure('STAGE', stageOf(this));
    acknowledge(
      this,
      'Serverless-LambdaDLQ',
      'Invoked synchronously, or with an on-failure destination, which also carries the error.',
    );
    if (props.isPerFile)
      acknowledge(this, 'Serverless-LambdaTracing', 'A trace per file would cost as much as the call it describes.');
    else
      acknowledge(
        role,
        'AwsSolutions-IAM5[Resource::*]',
        'X-Ray has no resource-level permissions for PutTraceSegments.',
      );
  }

  /** Gives a setting; permissions come with the capability that reads it. */
  configure(name: string, value: string): void {
    this.function.addEnvironment(name, value);
  }

  allow(actions: string[], resource: string): void {
    this.function.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }

  /** Like `allow` for a resource that ends in `*`; the reason says why nothing narrower serves. */
  allowAnyOf(actions: string[], resource: string, reason: string): void {
    this.allow(actions, resource);
    acknowledgeWildcard(this, resource, reason);
  }
}

/** What tells the metrics of one stage from those of another in the same account. */
export const stageOf = (scope: Construct): string => Stack.of(scope).stackName;

export function kebabCase(pascal: string): string {
  return pascal.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
}

const isCanary = (scope: Construct): boolean => String(scope.node.tryGetContext('argus:canary')) === 'true';

/** Where build.ts leaves the bundles; a test of the template puts empty ones elsewhere. */
const codeFolder = (scope: Construct): string => scope.node.tryGetContext('argus:codeFolder') ?? 'dist';
