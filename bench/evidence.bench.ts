import { borrowFile } from '#src/local/borrow-file.ts';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import type { Benchmark } from './benchmark.ts';
import { collect, collectStream } from './collect.ts';
import { DLT_CONVERT } from './dlt.bench.ts';
import { ARGUMENT_SESSION, STRING_SESSION } from './dlt-session.ts';
import { CANDUMP_SESSION, LOGCAT_SESSION } from './text-sessions.ts';

/** 200 MB ten times over are the 2 GB that a long drive leaves. */
const REPEATS = 10;

const collectLong = (path: string): Promise<number> => collectStream(path, repeated(path));

async function* repeated(path: string): ByteStream {
  for (let n = 0; n < REPEATS; n++) yield* borrowFile(path);
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
    name: 'DLT, one stream of 2 GB: to evidence',
    file: STRING_SESSION,
    run: collectLong,
    repeats: REPEATS,
    atLeast: { megabytesPerSecond: 300 },
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
