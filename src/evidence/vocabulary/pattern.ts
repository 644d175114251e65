/** Named groups that took part in a match. */
export type Found = Readonly<Record<string, string>>;

/** A pattern of a vocabulary, whatever engine runs it. */
export interface Pattern {
  test(text: string): boolean;
  /** Undefined where it does not match. */
  find(text: string): Found | undefined;
}

/** Throws `SyntaxError` with a few words on what cannot be read. */
export type CompilePattern = (source: string, anyCase: boolean) => Pattern;

/** For patterns that the tests have tried on hostile lines: V8's own engine, which backtracks. */
export const compileTrusted: CompilePattern = (source, anyCase) => {
  const expression = new RegExp(source, anyCase ? 'i' : '');
  return {
    test: (text) => expression.test(text),
    find(text) {
      const match = expression.exec(text);
      return match === null ? undefined : takingPart(match.groups ?? {});
    },
  };
};

export function takingPart(groups: Readonly<Record<string, string | undefined | null>>): Found {
  const found: Record<string, string> = {};
  for (const name in groups) {
    const value = groups[name];
    if (value) found[name] = value;
  }
  return found;
}
