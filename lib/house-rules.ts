import { type Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Settings } from './settings.ts';

/** What an organisation asks of everything in its accounts. */
export function keepHouseRules(stack: Stack, { permissionsBoundary, tags }: Settings): void {
  for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value);
  if (permissionsBoundary === null) return;
  const boundary = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'PermissionsBoundary', permissionsBoundary);
  iam.PermissionsBoundary.of(stack).apply(boundary);
}
