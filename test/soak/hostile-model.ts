import fc from 'fast-check';
import { HOSTILE_ANSWERS, type HostileAnswer, SOUND_CLAIM } from '#test/support/hostile-answers.ts';
import { brokenBy } from '#test/support/hostile-model.ts';
import { answering } from '#test/support/scripted-model.ts';

export interface HostileModelRun {
  answers: number;
  /** What reached a reader, was changed or cost too much, with the answer that did it. */
  broken: string[];
}

/**
 * Holds the written hostile answers against the gate, then made-up ones until `minutes` are over: forms filled with any
 * ids, links and pieces of the log, and sound lines with characters changed. Give the seed that a run printed to repeat it.
 */
export async function runHostileModel({ minutes, seed }: { minutes: number; seed: number }): Promise<HostileModelRun> {
  const endMs = performance.now() + minutes * 60_000;
  const run: HostileModelRun = { answers: 0, broken: [] };
  const hold = async (answer: HostileAnswer): Promise<boolean> => {
    const broken = await brokenBy(answer);
    run.answers++;
    run.broken.push(...broken.map((promise) => `${answer.name}: ${promise}`));
    return broken.length === 0;
  };
  for (const answer of HOSTILE_ANSWERS) await hold(answer);
  const property = fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 30 }), (lines) =>
    hold({ name: JSON.stringify(lines), scripts: [answering(...lines)], forbidden: [], sound: 'any' }),
  );
  const interruptAfterTimeLimit = Math.max(1, endMs - performance.now());
  await fc.check(property, { seed, numRuns: 1e9, interruptAfterTimeLimit, endOnFailure: true });
  return run;
}

const LINE = 'the update did not fail; supply lost, signature valid: false; no error was found at 20480 of 81920 bytes';
const id = fc.oneof(fc.constantFrom('E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8'), fc.string({ maxLength: 4 }));
const quote = fc.oneof(
  fc.tuple(fc.nat(LINE.length), fc.nat(60)).map(([at, length]) => LINE.slice(at, at + length)),
  fc.constantFrom('reset reason: power_loss', 'supply lost', 'power_loss'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const step = fc.record(
  { evidence: id, quote, link: fc.constantFrom('before', 'may-have-caused', 'agrees-with', 'is') },
  { requiredKeys: ['evidence'] },
);
const claim = fc
  .tuple(fc.constantFrom('H1', 'H2', 'H3'), fc.array(step, { minLength: 1, maxLength: 5 }))
  .map(([hypothesis, [{ link, ...first }, ...rest]]) => ({ hypothesis, chain: [first, ...rest] }));
const doubt = fc.record({ doubt: fc.constantFrom('earlier-cause', 'opposite-outcome'), evidence: id });
const altered = fc
  .tuple(fc.nat(JSON.stringify(SOUND_CLAIM).length - 1), fc.string({ unit: 'binary', maxLength: 2 }))
  .map(([at, text]) => JSON.stringify(SOUND_CLAIM).slice(0, at) + text + JSON.stringify(SOUND_CLAIM).slice(at + 1));
const anyLine: fc.Arbitrary<object | string> = fc.oneof(claim, doubt, altered);

if (import.meta.main) {
  const [minutes = 1, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
  const { answers, broken } = await runHostileModel({ minutes, seed });
  console.log(`seed ${seed}: ${answers} hostile answers, ${broken.length} promises broken`);
  for (const line of broken.slice(0, 20)) console.log(line.slice(0, 2_000));
  process.exitCode = broken.length === 0 ? 0 : 1;
}
