/** Argus as a process of its own, for tests that kill it: `node argus-process.ts DATA_DIR` prints its address. */
import { serveArgus } from '#src/local/serve-argus.ts';

const { url } = await serveArgus({ dataDir: process.argv[2], port: 0, onError: (error) => console.error(error) });
console.log(url);
