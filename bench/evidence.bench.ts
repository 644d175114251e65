import { createReadStream } from 'node:fs';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { Benchmark } from './benchmark.ts';
import { DLT_CONVERT } from './dlt.bench.ts';
import { ARGUMENT_SESSION, STRING_SESSION } from './dlt-session.ts';
import { CANDUMP_SESSION, LOGCAT_SESSION } from './text-sessions.ts';

const REFERENCE_TIME_US = Date.UTC(2026, 2, 2) * 1000;

/** The whole way of a stored file to its evidence, hashing of the file apart. Returns the number of records. */
async function collect(path: string): Promise<number> {
  const { evidence } = await collectFile({
    stream: createReadStream(path, { highWaterMark: 1 << 20 }),
    codecs: nodeCodecs,
    file: { index: 0, name: path, sizeBytes: 0 },
    sha256: () => '',
    referenceTimeUs: REFERENCE_TIME_US,
  });
  return evidence.reduce((sum, stream) => sum + stream.records, 0);
}

export const benchmarks: Benchmark[] = [
  {
    name: 'DLT, one string per message: to evidence',
    file: STRING_SESSION,
    run: collect,
    peer: DLT_CONVERT,
    atLeast: { megabytesPerSecond: 300, timesPeer: 10 },
    peakMemoryBelowMegabytes: 200,
  },
  {
    name: 'DLT, four arguments per message: to evidence',
    file: ARGUMENT_SESSION,
    run: collect,
    peakMemoryBelowMegabytes: 200,
  },
  {
    name: 'logcat: to evidence',
    file: LOGCAT_SESSION,
    run: collect,
    atLeast: { megabytesPerSecond: 150 },
    peakMemoryBelowMegabytes: 200,
  },
  {
    name: 'candump: to evidence',
    file: CANDUMP_SESSION,
    run: collect,
    atLeast: { megabytesPerSecond: 150 },
    peakMemoryBelowMegabytes: 200,
  },
];
