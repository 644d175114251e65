/** What the page shows: all of it stands in the part of the address behind `#`, which no server and no log of one sees. */
export interface Place {
  page: 'batches' | 'batch' | 'compare';
  /** Empty but on pages of one batch. */
  batchId: string;
  tab: Tab;
  /** Filters, time range, the line that is shown: by name, never empty. */
  params: Readonly<Record<string, string>>;
}

export const TABS = ['report', 'timeline', 'lines', 'patterns', 'files'] as const;
export type Tab = (typeof TABS)[number];

const BATCH_ID = /^[0-9A-Z]{26}$/;

/** Whatever an address says, some page is meant: what is unknown leads to the batches. */
export function parsePlace(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const params = paramsOf(search);
  const [first, batchId = '', tab] = path.split('/').filter((part) => part !== '');
  if (first === 'compare') return { page: 'compare', batchId: '', tab: 'report', params };
  if (first !== 'batches' || !BATCH_ID.test(batchId)) return { page: 'batches', batchId: '', tab: 'report', params };
  return { page: 'batch', batchId, tab: TABS.find((each) => each === tab) ?? 'report', params };
}

const paramsOf = (search: string): Record<string, string> =>
  Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value !== ''));

/** The address of a place; parameters in order of name, so that one place has one address. */
export function hashOf({ page, batchId, tab, params }: Place): string {
  const path = page === 'batch' ? `/batches/${batchId}/${tab}` : page === 'compare' ? '/compare' : '/';
  const kept = Object.entries(params).filter(([, value]) => value !== '');
  const search = new URLSearchParams(kept.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
  return search === '' ? `#${path}` : `#${path}?${search}`;
}

/** With `changes` made to the parameters; undefined takes one away. */
export function withParams(place: Place, changes: Readonly<Record<string, string | undefined>>): Place {
  const merged = Object.entries({ ...place.params, ...changes });
  const params = Object.fromEntries(merged.filter((entry): entry is [string, string] => Boolean(entry[1])));
  return { ...place, params };
}

/** The credential of a signed link: it stays in the address wherever its holder goes, and goes along with each request. */
const CREDENTIAL = ['expires', 'proof'] as const;

export const credentialOf = ({ params }: Place): Record<string, string> =>
  Object.fromEntries(CREDENTIAL.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));
