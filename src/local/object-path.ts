import { join } from 'node:path';

/** The key cannot be a path inside the store. */
export class InvalidKey extends Error {
  override readonly name = 'InvalidKey';

  constructor() {
    super('An object key consists of names of letters, digits and any of -_.=%, joined by "/".');
  }
}

const MAX_KEY_LENGTH = 512;
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._=%-]*$/;

/** Where the object lies: no key leads out of `root`, into its hidden folders, or to another spelling of a key. */
export function objectPath(root: string, key: string): string {
  if (!isKey(key)) throw new InvalidKey();
  return join(root, ...key.split('/'));
}

export const isKey = (key: string): boolean =>
  key.length <= MAX_KEY_LENGTH && key.split('/').every((name) => NAME.test(name));
