/**
 * One expression that matches where any of `patterns` does. V8 tries all alternatives at a place while it has the letters at hand,
 * which takes a fraction of one look for each. With flags of its own it may match where none of them does.
 */
export const anyOf = (patterns: readonly RegExp[], flags = patterns[0].flags): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), flags);
