/**
 * How long some lines around a place take in a file of gigabytes, with the index that is written while it is parsed.
 * `npx node bench/records-by-place.ts [GIGABYTES] [wall|cpu]`; needs that much room in the system's folder for temporary files.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { StoredLog } from '#src/evidence/blocks/read-stored-log.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { recordsAround } from '#src/evidence/records-around.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { borrowFile } from '#src/local/borrow-file.ts';
import { fileSource } from '#src/local/file-source.ts';

const GIGABYTES = Number(process.argv[2] ?? 2);
const LINES_PER_CHUNK = 10_000;
/** Of the file: where it is looked into. */
const PART = 0.9;

function* logcat(bytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let n = 0, written = 0; written < bytes; ) {
    let text = '';
    for (const end = n + LINES_PER_CHUNK; n < end; n++) {
      const time = new Date(Date.UTC(2026, 2, 1) + n * 10).toISOString().replace('T', ' ').slice(5, -1);
      text += `${time}  1000  ${1000 + (n % 7)} I Sensor${n % 40}: sample ${n} of channel ${n % 16} is ${(n * 7919) % 10_007} mV, limit 5000\n`;
    }
    const chunk = encoder.encode(text);
    written += chunk.length;
    yield chunk;
  }
}

/** Time of the clock, or of the processor alone: on a machine that is shared the former says little. */
const CLOCKS = {
  wall: () => performance.now(),
  cpu: () => {
    const { system, user } = process.cpuUsage();
    return (system + user) / 1e3;
  },
};
const nowMs = CLOCKS[process.argv[3] === 'cpu' ? 'cpu' : 'wall'];

async function timed<T>(act: () => Promise<T>): Promise<[ms: number, result: T]> {
  const startedMs = nowMs();
  const result = await act();
  return [nowMs() - startedMs, result];
}

async function logAt(path: string): Promise<StoredLog & { parsedMs: number; bytes: number }> {
  const { size } = await stat(path);
  const open = () => ({
    stream: borrowFile(path),
    source: fileSource(path, size),
    codecs: nodeCodecs,
    referenceTimeUs: Date.UTC(2026, 5, 1) * 1_000,
  });
  const file = { index: 0, name: 'log', sizeBytes: size };
  const [parsedMs, { blocks }] = await timed(() => collectFile({ ...open(), file, sha256: () => '' }));
  return { open, blocks, parsedMs, bytes: size };
}

/** What any reader has to do at least: unpack up to there. */
async function inflateTo(path: string, part: number): Promise<number> {
  const { size } = await stat(path);
  const [ms] = await timed(async () => {
    const gunzip = createGunzip();
    for await (const _ of Readable.from(borrowUpTo(path, size * part))
      .pipe(gunzip)
      .on('error', () => {})) {
      if (gunzip.bytesWritten >= size * part) break;
    }
  });
  return ms;
}

async function* borrowUpTo(path: string, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of borrowFile(path)) {
    yield chunk.slice();
    left -= chunk.length;
    if (left < 0) return;
  }
}

async function measure(name: string, path: string, streamBytes: number): Promise<void> {
  const log = await logAt(path);
  const offset = Math.floor(streamBytes * PART);
  const at = { file: 0, member: null, offset };
  const [firstMs, found] = await timed(() => recordsAround(log, { at, before: 20, after: 20 }));
  const [againMs] = await timed(() => recordsAround(log, { at, before: 20, after: 20 }));
  const [quoteMs, quotes] = await timed(() => rereadQuotes(log, [found[20].pointer]));
  const isVerified = [...quotes.values()].every(({ verified }) => verified);
  const index = JSON.stringify(log.blocks).length;
  console.log(
    `${name}: ${(log.bytes / 2 ** 30).toFixed(2)} GiB, parsed in ${(log.parsedMs / 1e3).toFixed(1)} s, index ${index} bytes (${((index / streamBytes) * 100).toFixed(4)} % of the log)`,
  );
  console.log(
    `  ${found.length} records around ${PART * 100} %: ${firstMs.toFixed(0)} ms, again ${againMs.toFixed(0)} ms; a quote: ${quoteMs.toFixed(0)} ms, verified ${isVerified}`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'argus-places-'));
try {
  const bare = join(folder, 'log.txt');
  await pipeline(Readable.from(logcat(GIGABYTES * 2 ** 30)), createWriteStream(bare));
  const { size } = await stat(bare);
  await measure('bare', bare, size);
  const packed = join(folder, 'log.gz');
  await pipeline(Readable.from(logcat(GIGABYTES * 2 ** 30)), createGzip({ level: 1 }), createWriteStream(packed));
  await rm(bare);
  await measure('gzip', packed, size);
  console.log(`  unpacking alone, up to there: ${(await inflateTo(packed, PART)).toFixed(0)} ms`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
