/**
 * One expression that matches where any of `patterns` does; they must have the same flags. V8 tries all alternatives at a place
 * while it has the letters at hand, which takes a fraction of one look for each.
 */
export const anyOf = (patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), patterns[0].flags);
