import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** Where the bytes of one file go; `end` makes it visible, whole. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** A file of this machine, named once it is whole. */
export async function fileSink(path: string): Promise<Sink> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  const stream = createWriteStream(partial, { mode: 0o600 });
  const whenDone = finished(stream);
  // Told when it is waited for.
  whenDone.catch(() => {});
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve()))),
    async end() {
      stream.end();
      await whenDone;
      await rename(partial, path);
    },
  };
}
