/** What the lines are filtered by: names as the API has them, each in the address. */
export const WISHES = [
  'file',
  'text',
  'ecu',
  'app',
  'context',
  'level',
  'from',
  'to',
  'template',
  'notTemplate',
] as const;

export type Wish = Readonly<Record<string, string>>;

export const wishOf = (params: Readonly<Record<string, string>>): Wish =>
  Object.fromEntries(WISHES.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));

/** One more among those that are kept in, or out. */
export const withTemplate = (list: string | undefined, fingerprint: string): string =>
  [...new Set([...(list?.split(',') ?? []), fingerprint])].join(',');
