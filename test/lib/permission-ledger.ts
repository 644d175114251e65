import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

/** What every role of a template may do: `role | action | resource`, one line each, in order. */
export function permissionLedger(from: Template): string[] {
  const lines = Object.values(from.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap((statement: Statement) =>
      spellStatement(spell(Properties.Roles[0]), statement),
    ),
  );
  return [...new Set(lines)].sort();
}

function spellStatement(role: string, { Action, Resource }: Statement): string[] {
  const resources = [Resource].flat().map(spell);
  return [Action].flat().flatMap((action) => resources.map((resource) => `${role} | ${action} | ${resource}`));
}

/** `<LogicalId.Arn>/raw/*`; ids without the hash that CloudFormation needs them to end in. */
function spell(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const token = resource as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (token['Fn::Join']) return token['Fn::Join'][1].map(spell).join('');
  const [id, ...attribute] = token['Fn::GetAtt'] ?? [token.Ref ?? ''];
  return `<${[id.replace(/[0-9A-F]{8}$/, ''), ...attribute].join('.')}>`;
}
