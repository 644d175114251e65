import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';
import {
  builtPatterns,
  type FoundPattern,
  filesThatBuild,
  literalPatterns,
  vocabularyPatterns,
} from '#test/support/patterns.ts';
import { pumped, pumpsOf } from '#test/support/pump.ts';

const built = builtPatterns();
const patterns = distinct([...literalPatterns(), ...built, ...vocabularyPatterns()]);

function distinct(found: FoundPattern[]): FoundPattern[] {
  return [...new Map(found.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern])).values()];
}

const shown = ({ place, source, flags }: FoundPattern): string => `${place}: /${source}/${flags}`;

/** As long as the longest text that any of them is given. */
const LENGTH = 4096;
/**
 * An expression that tries 60 characters from each place, and its text: some 90 ns per character. Others are measured
 * against it, turn by turn, for the machine may be slow or busy.
 */
const YARDSTICK = { expression: /b[^\n]{0,60}c/, text: 'b'.repeat(LENGTH) };
/** Most take a tenth of the yardstick; at the limit, the 4 KB of a line take half a millisecond. */
const LIMIT = 1;
/** Sixteen kinds of secrets at once, over one prompt per diagnosis. */
const DEARER = new Map([['src/diagnosis/redact.ts', 6]]);
const ROUNDS = 8;

function msOf(expression: RegExp, text: string): number {
  expression.lastIndex = 0;
  const began = performance.now();
  expression.exec(text);
  return performance.now() - began;
}

/** The fastest that this machine ever was: what stays below it needs no turn of the yardstick. */
let fastestMs = Math.min(...Array.from({ length: ROUNDS }, () => msOf(YARDSTICK.expression, YARDSTICK.text)));

function yardstickMs(): number {
  const ms = msOf(YARDSTICK.expression, YARDSTICK.text);
  fastestMs = Math.min(fastestMs, ms);
  return ms;
}

/** How many times as long as the yardstick; exact only above the limit. */
function costOf({ source, flags }: FoundPattern, text: string, limit: number): number {
  const expression = new RegExp(source, flags);
  let own = msOf(expression, text);
  if (own < fastestMs * limit) return own / fastestMs;
  let yardstick = yardstickMs();
  for (let round = 1; round < ROUNDS && own >= yardstick * limit; round++) {
    own = Math.min(own, msOf(expression, text));
    yardstick = Math.min(yardstick, yardstickMs());
  }
  return own / yardstick;
}

describe('every regular expression of the product', () => {
  it('takes time that grows with the length of the text only, whatever the text', () => {
    const slow = patterns.filter(({ source, flags }) => analyse({ source, flags }).reports.length > 0);
    expect(slow.map(shown)).toEqual([]);
  });

  it('takes little time per character of texts that begin again and again what it looks for', () => {
    const slow: string[] = [];
    for (const pattern of patterns) {
      const limit = DEARER.get(pattern.place) ?? LIMIT;
      for (const pump of pumpsOf(pattern.source, pattern.flags).flatMap((word) => [word, `${word} `])) {
        const cost = costOf(pattern, pumped(pump, LENGTH), limit);
        if (cost > limit) slow.push(`${shown(pattern)}: ${cost.toFixed(1)} yardsticks on ${JSON.stringify(pump)}`);
      }
    }
    expect(slow).toEqual([]);
  }, 300_000);

  it('would be found, if it were slow', () => {
    const careless = { place: '', source: '[\\w./-]{1,80}\\.(?:cpp|log)\\b', flags: '' };
    const pumps = pumpsOf(careless.source, careless.flags);
    expect(Math.max(...pumps.map((pump) => costOf(careless, pumped(pump, LENGTH), LIMIT)))).toBeGreaterThan(LIMIT);
    expect(analyse({ source: '[\\w-]*\\d', flags: '' }).reports).not.toEqual([]);
  });

  it('is one of those above, wherever it is put together', () => {
    const seen = new Set(built.map(({ place }) => place));
    const unseen = filesThatBuild().filter((place) => !seen.has(place));
    expect(unseen).toEqual([
      // The name of a program, letter by letter.
      'src/diagnosis/crash-consequence.ts',
      // A copy of a literal, and the delimiter of a prompt, which is letters.
      'src/diagnosis/model/quoted-span.ts',
      'src/diagnosis/model/write-prompt.ts',
      // The patterns of the shipped vocabularies.
      'src/evidence/vocabulary/pattern.ts',
    ]);
  });
});
