import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one cdk-nag finding on one construct; the reason says why the rule does not serve here. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts that a policy of `construct` names `resource`, which ends in a wildcard. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${nagName(Stack.of(construct).resolve(resource))}]`, reason);
}

/** A resolved ARN as cdk-nag spells it: `<LogicalId.Arn>/raw/*`, `arn:<AWS::Partition>:…`, variables of policies likewise. */
function nagName(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved.replace(/\$\{([^}]+)\}/g, '<$1>');
  const token = resolved as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (token['Fn::Join']) return token['Fn::Join'][1].map(nagName).join(token['Fn::Join'][0]);
  if (token['Fn::GetAtt']) return `<${token['Fn::GetAtt'].join('.')}>`;
  return `<${token.Ref}>`;
}
