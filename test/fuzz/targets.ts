import { isDeepStrictEqual } from 'node:util';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import type { AnyFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { uncoveredText } from '#test/parsers/lines/decode-stream.ts';
import { anyContainer } from '#test/support/container-samples.ts';
import { type DecodedFile, decodeAny } from '#test/support/decode-any.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { Random } from '#test/support/mutate.ts';
import { chunksOf, readBytes, readStream } from '#test/support/read-log.ts';

/** What is held to its promises under damaged input. */
export interface FuzzTarget {
  name: string;
  /** Whole inputs, to begin with. */
  seeds: Uint8Array[];
  /** Throws when a promise is broken. */
  hold(bytes: Uint8Array, random: Random): Promise<void>;
}

/** An input breaks a promise of the parsers. */
export class PromiseOfBytesBroken extends Error {
  override readonly name = 'PromiseOfBytesBroken';
}

function promise(isKept: boolean, what: string): void {
  if (!isKept) throw new PromiseOfBytesBroken(what);
}

const WHOLE = 1 << 20;
const STEPS = [1, 7, 64, 300, 4096];
/** Of longer ones byte by byte is too slow. */
const SHORT_BYTES = 2000;

const samples = formatSamples();

/** One per format of the registry, and one each for what lies around and behind them. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [...LOG_FORMATS.map(formatTarget), containers(), evidence()];

function formatTarget(format: AnyFormat): FuzzTarget {
  return {
    name: format.name,
    seeds: samples.filter((sample) => sample.format === format).map(({ bytes }) => bytes),
    async hold(bytes, random) {
      const whole = await decodeAny(format, bytes, WHOLE);
      expectCovered(whole);
      // What is read from anywhere is not read in windows.
      if ('readFile' in format) return;
      const step = random.pick(bytes.length > SHORT_BYTES ? STEPS.slice(2) : STEPS);
      const split = await decodeAny(format, bytes, step);
      promise(isDeepStrictEqual(split, whole), `windows of ${step} bytes give other records`);
    },
  };
}

function expectCovered({ failure, bytes, ...stream }: DecodedFile): void {
  const passed = Object.values(stream.passed).reduce((sum, kind) => sum + kind.bytes, 0);
  const uncovered = uncoveredText(stream, bytes).length;
  promise(uncovered === passed, `${uncovered} bytes are in no record or gap, and ${passed} are counted as passed over`);
  promise(failure === undefined || /^[A-Z].*\.$/.test(failure), `"${failure}" is no sentence`);
}

function containers(): FuzzTarget {
  const random = new Random(1);
  return {
    name: 'containers',
    seeds: Array.from({ length: 60 }, () => anyContainer(random)),
    async hold(bytes, random) {
      const whole = await readBytes(bytes);
      const longest = random.pick([9, 300, 5000, 70_000]);
      const split = await readStream(chunksOf(bytes, () => 1 + random.below(longest)));
      promise(isDeepStrictEqual(split, whole), `chunks of up to ${longest} bytes give something else`);
      for (const { message } of whole.failed) promise(/^[A-Z].*\.$/s.test(message), `"${message}" is no sentence`);
      promise(whole.streams.length + whole.failed.length > 0, 'nothing is said of the file');
    },
  };
}

function evidence(): FuzzTarget {
  return {
    name: 'evidence',
    seeds: samples.map(({ bytes }) => bytes),
    async hold(bytes) {
      const found = await collectFile({
        stream: streamSource(memorySource(bytes)),
        source: memorySource(bytes),
        codecs: nodeCodecs,
        file: { index: 0, name: 'a.log', sizeBytes: bytes.length },
        sha256: () => '',
        referenceTimeUs: 1.8e15,
        keepsQuotes: true,
      });
      for (const { file, records, recordBytes, gaps, nonRecords, templates, unmatched } of found.evidence) {
        const passed = Object.values(nonRecords).reduce((sum, kind) => sum + kind.bytes, 0);
        const covered = recordBytes + gaps.bytesSkipped + passed;
        promise(covered === file.streamBytes, `${covered} of ${file.streamBytes} bytes are counted`);
        const counted = templates.reduce((sum, { count }) => sum + count, 0) + unmatched;
        promise(counted === records, `${counted} of ${records} records are counted`);
      }
      promise(!JSON.stringify(found).includes(':NaN'), 'a number is none');
    },
  };
}
