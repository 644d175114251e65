/** How its user calls it: an installed `argus` is built, a clone runs from its sources. */
export const PROGRAM = import.meta.url.endsWith('.ts') ? 'npx argus' : 'argus';
