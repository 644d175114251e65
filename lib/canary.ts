import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';

/**
 * New versions take a tenth of the calls for five minutes, then all; one whose version throws more than it did goes back by
 * itself. For functions that are called by their alias.
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, functions: readonly ArgusFunction[]) {
    super(scope, id);
    const application = new codedeploy.LambdaApplication(this, 'Application');
    for (const fn of functions) {
      if (fn.live instanceof lambda.Alias) this.#shift(fn.node.id, fn.live, application);
    }
  }

  #shift(name: string, alias: lambda.Alias, application: codedeploy.LambdaApplication): void {
    const alarm = new cloudwatch.Alarm(this, `${name}Throws`, {
      alarmDescription: `The new version of ${name} throws, so it is taken back. To do: Look at its log by version before the next deployment.`,
      metric: alias.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const group = new codedeploy.LambdaDeploymentGroup(this, name, {
      application,
      alias,
      deploymentConfig: codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [alarm],
    });
    acknowledge(
      group,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      "CodeDeploy's own policy for shifting an alias; nothing narrower is published.",
    );
  }
}
