import type { ByteSource } from '#src/parsers/byte-source.ts';
import type { ObjectStore } from './ports.ts';

/** A stored object, read from anywhere in it. */
export const storedSource = (store: ObjectStore, key: string, size: number): ByteSource => ({
  size,
  read: (offset, length) => store.read(key, offset, length),
});
