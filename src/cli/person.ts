import { type Io, UsageError } from './command.ts';

/** Who changes what others rely on: `--by`, else the name of the account. */
export function requirePerson(given: string | undefined, { env }: Io): string {
  const name = given ?? env['USER'] ?? env['USERNAME'];
  if (name) return name;
  throw new UsageError('Who are you? Give --by NAME.');
}
