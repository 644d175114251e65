import { Session } from 'node:inspector';

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}
interface Script {
  scriptId: string;
  url: string;
  functions: { isBlockCoverage: boolean; ranges: Range[] }[];
}

/**
 * Which code of the product has run in this thread, by V8's own counters: a fuzzer keeps an input that reaches code which
 * none before it did. Asking costs milliseconds, so it is asked once for many inputs.
 */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #isOfInterest: (url: string) => boolean;
  /** Characters that ran, of each function. */
  readonly #ran = new Map<string, Uint8Array>();

  constructor(isOfInterest: (url: string) => boolean) {
    this.#isOfInterest = isOfInterest;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** Characters of code that ran so far. */
  get size(): number {
    let size = 0;
    for (const ran of this.#ran.values()) for (const character of ran) size += character;
    return size;
  }

  close(): void {
    this.#session.disconnect();
  }

  /** Whether anything ran since the last look that had never run before `keep` of it was called. */
  look(): { isNew: boolean; keep: () => void } {
    const news: [string, Uint8Array][] = [];
    for (const { scriptId, functions } of this.#scripts()) {
      for (const { ranges } of functions) {
        const key = `${scriptId}:${ranges[0].startOffset}:${ranges[0].endOffset}`;
        const ran = charactersOf(ranges);
        if (addsTo(this.#ran.get(key), ran)) news.push([key, ran]);
      }
    }
    const keep = () => {
      for (const [key, ran] of news) this.#ran.set(key, union(this.#ran.get(key), ran));
    };
    return { isNew: news.length > 0, keep };
  }

  #scripts(): Script[] {
    let scripts: Script[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (_, answer) => {
      scripts = (answer?.result ?? []) as Script[];
    });
    return scripts.filter(({ url }) => this.#isOfInterest(url));
  }
}

/** Ranges are nested and stand in order: an inner one says better. */
function charactersOf(ranges: readonly Range[]): Uint8Array {
  const [{ startOffset: origin, endOffset }] = ranges;
  const ran = new Uint8Array(endOffset - origin);
  for (const { startOffset, endOffset: end, count } of ranges) {
    ran.fill(count > 0 ? 1 : 0, startOffset - origin, end - origin);
  }
  return ran;
}

function addsTo(known: Uint8Array | undefined, ran: Uint8Array): boolean {
  if (!known) return ran.includes(1);
  return ran.some((character, i) => character > known[i]);
}

const union = (known: Uint8Array | undefined, ran: Uint8Array): Uint8Array =>
  known ? ran.map((character, i) => character | known[i]) : ran;
