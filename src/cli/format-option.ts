import { formatNamed, READABLE_FORMATS } from '#src/parsers/registry.ts';
import { UsageError } from './command.ts';

export const FORMAT_OPTION = {
  as: {
    value: 'FORMAT',
    about: 'format of all files, whatever they look like: reads also what Argus takes for a document',
  },
} as const;

/** The name of a format that Argus reads. Throws `UsageError`. */
export function requireFormat(name: string): string {
  if (formatNamed(name)) return name;
  throw new UsageError(`"${name}" is no format. Argus reads ${READABLE_FORMATS}.`);
}
