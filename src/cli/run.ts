import { setEngineFlags } from '#src/local/engine-flags.ts';
import { main } from './main.ts';
import { processIo } from './process-io.ts';

setEngineFlags();

/** The program: `bin/argus.cjs` loads it. */
process.exitCode = await main(process.argv.slice(2), processIo());
