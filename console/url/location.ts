import { signal } from '@preact/signals';
import { credentialOf, hashOf, type Place, parsePlace, type Tab, withParams } from './place.ts';

/** Where a reader was who went away to sign in: the provider keeps nothing that stands behind `#`. */
const AWAY = 'argus-away';
const cameFrom = sessionStorage.getItem(AWAY);
if (cameFrom !== null) {
  sessionStorage.removeItem(AWAY);
  if (window.location.hash === '') window.history.replaceState(null, '', cameFrom);
}

/** To be called where a link leads to the provider. */
export const rememberPlace = (): void => sessionStorage.setItem(AWAY, window.location.hash);

/** Where the reader is. Changed by following links, and by `go` and `setParams`. */
export const place = signal<Place>(parsePlace(window.location.hash));

/** As the address stood when `place` was last in step with it. */
let known = window.location.hash;

window.addEventListener('hashchange', () => {
  known = window.location.hash;
  place.value = parsePlace(window.location.hash);
});

/** Follows a link from code: a step that "back" undoes. */
export function go(next: Place): void {
  writeAddress();
  window.location.hash = hashOf(withCredential(next));
}

/** Notes state of the page in its address, without a step of its own in the history. */
export function setParams(changes: Readonly<Record<string, string | undefined>>): void {
  const next = withParams(place.value, changes);
  if (hashOf(next) === hashOf(place.value)) return;
  place.value = next;
  const waitMs = writtenAtMs + BETWEEN_MS - performance.now();
  if (waitMs <= 0) writeAddress();
  else writing ??= setTimeout(writeAddress, waitMs);
}

/** A browser takes 200 changes of the address in ten seconds, and drops what is more: a pan makes sixty a second. */
const BETWEEN_MS = 150;
let writtenAtMs = Number.NEGATIVE_INFINITY;
let writing: ReturnType<typeof setTimeout> | undefined;

function writeAddress(): void {
  clearTimeout(writing);
  writing = undefined;
  writtenAtMs = performance.now();
  // A link was followed, and what it leads to is about to be told.
  if (window.location.hash !== known) return;
  if (known !== hashOf(place.value)) window.history.replaceState(null, '', hashOf(place.value));
  known = window.location.hash;
}

window.addEventListener('pagehide', writeAddress);

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

/** Whether the page is served to those who may only look (`src/api/people-only.ts`). */
export const isForReaders = (): boolean => document.documentElement.dataset['reads'] !== undefined;

/** Whether the reader came by a signed link: it is to one batch, and reads. */
export const isByLink = (): boolean => Object.keys(credentialOf(place.value)).length > 0;
