import { dltFormat } from '#src/parsers/dlt/dlt-format.ts';
import type { Benchmark, Peer } from './benchmark.ts';
import { decodeFile } from './decode-file.ts';
import { ARGUMENT_SESSION, STRING_SESSION } from './dlt-session.ts';

export const DLT_CONVERT: Peer = {
  command: 'dlt-convert',
  parameters: (path) => ['-a', path],
  install: 'apt-get install dlt-tools',
};

/** Decoding alone must leave room for masking and counting: 300 MB/s to evidence is what the product promises. */
export const benchmarks: Benchmark[] = [
  {
    name: 'DLT, one string per message: decode',
    file: STRING_SESSION,
    run: (path) => decodeFile(dltFormat, path),
    peer: DLT_CONVERT,
    atLeast: { megabytesPerSecond: 600, timesPeer: 10 },
    peakMemoryBelowMegabytes: 200,
  },
  {
    name: 'DLT, four arguments per message: decode',
    file: ARGUMENT_SESSION,
    run: (path) => decodeFile(dltFormat, path),
    peer: DLT_CONVERT,
    atLeast: { megabytesPerSecond: 150, timesPeer: 5 },
    peakMemoryBelowMegabytes: 200,
  },
];
