import * as z from 'zod/mini';
import { Problem, type ProblemPlace } from './problem.ts';

/** A refused batch of 10,000 files can hold 10,000 mistakes: the first few are enough to mend the sender. */
const MAX_PLACES = 20;

type Issue = z.core.$ZodIssue;

/** What of the request is checked: errors point into the body, or name a query parameter. */
type Part = 'body' | 'query';

/** The value as the schema types it; throws `Problem` `invalid-request` with a sentence per wrong place. */
export function requireValid<S extends z.ZodMiniType>(schema: S, value: unknown, part: Part): z.infer<S> {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, MAX_PLACES).map((issue) => placeOf(issue, part));
  throw new Problem('invalid-request', places[0].detail, { places });
}

function placeOf(issue: Issue, part: Part): ProblemPlace {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const detail = `${nameOf(path, part)} ${reasonOf(issue)}.`;
  return part === 'query' ? { parameter: String(path[0] ?? ''), detail } : { pointer: pointerOf(path), detail };
}

/** `files[3].sizeBytes`; keys that came from the sender are quoted and cut. */
function nameOf(path: readonly PropertyKey[], part: Part): string {
  if (path.length === 0) return part === 'body' ? 'The body' : 'The query';
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 64)}`)).join('');
  return part === 'query' ? `Query parameter ${name.slice(1)}` : name.slice(1);
}

/** RFC 6901, as a URI fragment. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  `#${path.map((key) => `/${encodeURIComponent(String(key).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return LIMIT_WORDS[issue.origin]?.(`at most ${issue.maximum}`) ?? `must be at most ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return LIMIT_WORDS[issue.origin]?.(`at least ${issue.minimum}`) ?? `must be at least ${issue.minimum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return 'is not a known field';
    default:
      return issue.message;
  }
}

const EXPECTED: Record<string, string> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a whole number',
  array: 'a list',
  object: 'an object',
};

const LIMIT_WORDS: Record<string, (limit: string) => string> = {
  string: (limit) => `must be ${limit} characters long`,
  array: (limit) => `must have ${limit} entries`,
};
