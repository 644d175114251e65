import { signal } from '@preact/signals';
import { credentialOf, hashOf, type Place, parsePlace, type Tab, withParams } from './place.ts';

/** Where the reader is. Changed by following links, and by `go` and `setParams`. */
export const place = signal<Place>(parsePlace(window.location.hash));

window.addEventListener('hashchange', () => {
  place.value = parsePlace(window.location.hash);
});

/** Follows a link from code: a step that "back" undoes. */
export function go(next: Place): void {
  window.location.hash = hashOf(withCredential(next));
}

/** Notes state of the page in its address, without a step of its own in the history. */
export function setParams(changes: Readonly<Record<string, string | undefined>>): void {
  const next = withParams(place.value, changes);
  if (hashOf(next) === hashOf(place.value)) return;
  window.history.replaceState(null, '', hashOf(next));
  place.value = next;
}

const withCredential = (next: Place): Place => withParams(next, credentialOf(place.value));

export const batchPlace = (batchId: string, tab: Tab, params: Record<string, string> = {}): Place => ({
  page: 'batch',
  batchId,
  tab,
  params,
});

export const batchesPlace = (params: Record<string, string> = {}): Place => ({
  page: 'batches',
  batchId: '',
  tab: 'report',
  params,
});

export const comparePlace = (params: Record<string, string>): Place => ({
  page: 'compare',
  batchId: '',
  tab: 'report',
  params,
});

export const href = (to: Place): string => hashOf(withCredential(to));
