/**
 * Argus as a process of its own, for tests that end it: `node argus-process.ts DATA_DIR` prints its address. Complaints and
 * what was mended go to stderr; SIGTERM closes it in order.
 */
import { serveArgus } from '#src/local/serve-argus.ts';

const { url, close } = await serveArgus({
  dataDir: process.argv[2],
  port: 0,
  onError: (error) => console.error(error),
  onMended: (sentence) => console.error(sentence),
});
process.once('SIGTERM', () => void close().then(() => process.exit(0)));
console.log(url);
