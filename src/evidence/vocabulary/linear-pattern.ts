import { RE2JS } from 're2js';
import { type CompilePattern, takingPart } from './pattern.ts';

/**
 * For patterns of strangers: an automaton whose time grows with the length of the line and of the pattern alone. A pattern
 * is compiled when it first meets a line: about a millisecond each, and most never do.
 */
export const compileLinear: CompilePattern = (source, anyCase) => {
  let compiled: RE2JS | undefined;
  const ready = (): RE2JS => {
    compiled ??= RE2JS.compile(source, anyCase ? RE2JS.CASE_INSENSITIVE : 0);
    return compiled;
  };
  return {
    test: (text) => ready().test(text),
    find(text) {
      // Groups cost ten times a yes or no.
      if (!ready().test(text)) return undefined;
      const match = ready().exec(text) as { groups?: Record<string, string | undefined> } | null;
      return takingPart(match?.groups ?? {});
    },
  };
};

/** What is wrong with a pattern in a few words; undefined when it is linear and can be read. */
export function defectOf(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    return text.replace(/^error parsing regexp: /, '') || 'cannot be read';
  }
}
