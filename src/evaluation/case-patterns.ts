import { compileLinear } from '#src/evidence/vocabulary/linear-pattern.ts';
import type { Pattern } from '#src/evidence/vocabulary/pattern.ts';

const compiled = new Map<string, Pattern>();

/** Patterns of cases are their authors' own: no pattern makes a search longer than the text is, whatever it repeats. */
export const anyOccurs = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => compile(pattern).test(text));

function compile(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known) return known;
  const made = compileLinear(`(?m)${pattern}`, true);
  compiled.set(pattern, made);
  return made;
}
