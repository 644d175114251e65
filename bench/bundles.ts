import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../build.ts';

/*
 * What a cold start pays for: the size and the import time of what every Lambda loads at once. `node bench/bundles.ts`
 */

const MAX_KILOBYTES = 700;
const MAX_IMPORT_MS = 120;
/** CPU time, the best of seven: neither the first read from disk nor what else the machine does counts. */
const RUNS = 7;
const IMPORT =
  'const c=process.cpuUsage();await import(process.argv[1]);const d=process.cpuUsage(c);console.log((d.user+d.system)/1e3)';

/** A larger bar, and why. */
const EXCUSED: Record<string, { kilobytes: number; reason: string }> = {
  'parse-unit': {
    kilobytes: 1_250,
    reason: 'the parsers of all formats, two SDK clients and the vocabularies',
  },
  'diagnose-batch': {
    kilobytes: 1_200,
    reason: 'three SDK clients (table, store, model), the readers of quotes and records, and 160 KB of knowledge rows',
  },
};

const folder = mkdtempSync(join(tmpdir(), 'argus-bundles-'));
try {
  await bundle(folder);
  const rows = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'index.mjs')))
    .map(measure);
  console.table(rows.map(({ excuse, ...row }) => row));
  for (const { handler, excuse } of rows)
    if (excuse) console.log(`${handler} is larger, and slower to import, for a reason: ${excuse}.`);
  console.log(
    `Node ${process.version}; bars: ${MAX_KILOBYTES} KB and ${MAX_IMPORT_MS} ms, best of ${RUNS} fresh processes.`,
  );
  process.exitCode = rows.every(({ bar }) => !bar.startsWith('not')) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function measure(handler: string) {
  const path = join(folder, handler, 'index.mjs');
  const kilobytes = Math.round(bytesLoadedWith(path) / 1000);
  const importMs = Math.round(Math.min(...Array.from({ length: RUNS }, () => importTime(path))));
  const { kilobytes: most = MAX_KILOBYTES, reason } = EXCUSED[handler] ?? {};
  const misses = [
    ...(kilobytes < most ? [] : [`not below ${most} KB`]),
    ...(importMs < MAX_IMPORT_MS ? [] : [`not below ${MAX_IMPORT_MS} ms`]),
  ];
  const excuse = kilobytes < MAX_KILOBYTES ? undefined : reason;
  return {
    handler,
    KB: kilobytes,
    'import ms': importMs,
    bar: misses.join(', ') || (excuse ? 'excused' : 'met'),
    excuse,
  };
}

/** Of the file and those that it imports at once; what it imports when it needs it lies beside them. */
function bytesLoadedWith(path: string): number {
  const loaded = new Set([path]);
  let bytes = 0;
  for (const each of loaded) {
    bytes += statSync(each).size;
    for (const [, name] of readFileSync(each, 'utf8').matchAll(/(?:\bfrom|\bimport)\s?"\.\/([\w-]+\.mjs)"/g))
      loaded.add(join(dirname(each), name));
  }
  return bytes;
}

/** With what Lambda sets before it imports a handler. */
function importTime(path: string): number {
  const env = { ...process.env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', IMPORT, path], {
    env,
    encoding: 'utf8',
  });
  return Number(stdout);
}
