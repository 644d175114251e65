import type { OwnSearch, searchOwn } from './search-own.ts';

/** What whoever asks a user's knowledge has to say. */
export type Asked = Omit<OwnSearch, 'meaning'>;
export type OwnFound = ReturnType<typeof searchOwn>;

/** A user's knowledge, as a diagnosis asks it: by meaning where that can be had, else by words. */
export interface OwnShelf {
  search(asked: Asked): Promise<OwnFound>;
}
