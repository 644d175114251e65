import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCommand } from '../build.ts';
import { type Measurement, ROUNDS, type Round } from './benchmark.ts';
import { measurementOf } from './measurement-of.ts';
import { onOneCore } from './on-one-core.ts';

/** As bin/argus.cjs begins, which this stands for. Says on its last line what the process took of the processor and of memory. */
const TELL_USAGE = `require('node:module').enableCompileCache();
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require('node:fs').writeSync(2, '\\n' + JSON.stringify([userCPUTime + systemCPUTime, maxRSS]));
})`;

let program: Promise<string> | undefined;

/** `argus parse --json FILE`, bundled as `npm run build` does it, again and again. */
export async function measureWholeProcess(path: string): Promise<Measurement> {
  program ??= bundleToMeasure();
  const argus = await program;
  return measurementOf(Array.from({ length: ROUNDS }, () => roundOf(argus, path)));
}

/** It reads package.json two folders above itself. */
export async function bundleToMeasure(): Promise<string> {
  const folder = mkdtempSync(join(import.meta.dirname, '..', 'node_modules', '.argus-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  await bundleCommand(folder);
  return join(folder, 'run.mjs');
}

function roundOf(argus: string, path: string): Round {
  const preload = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${TELL_USAGE}`;
  const run = onOneCore(process.execPath, ['--import', encodeURI(preload), argus, 'parse', '--json', path], 'both');
  if (run.status !== 0) throw new TypeError(`argus parse ended with ${run.status}: ${run.stderr}`);
  const [microseconds, kibibytes] = JSON.parse(run.stderr.slice(run.stderr.lastIndexOf('\n'))) as number[];
  const { records } = JSON.parse(run.stdout) as { records: number };
  return { seconds: microseconds / 1e6, records, peakMemoryBytes: kibibytes * 1024 };
}
