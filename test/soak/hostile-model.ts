import fc from 'fast-check';
import { HOSTILE_ANSWERS, type HostileAnswer, SOUND_CLAIM } from '#test/support/hostile-answers.ts';
import { brokenBy } from '#test/support/hostile-model.ts';
import { answering } from '#test/support/scripted-model.ts';
import { PromiseBroken } from './fleet.ts';
import type { Soak } from './soak.ts';

/** The written hostile answers, then made-up ones: forms filled with any ids, links and pieces of the log, and sound lines with characters changed. */
export const hostileModel: Soak = {
  about: 'whatever a language model answers, none of it reaches a reader as Argus’ word, and the rules’ report stands',
  rounds: 500,
  async run({ rounds, untilMs, seed, log }) {
    for (const answer of HOSTILE_ANSWERS) await hold(answer);
    log(`${HOSTILE_ANSWERS.length} written answers`);
    let answers = HOSTILE_ANSWERS.length;
    const property = fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 30 }), async (lines) => {
      answers++;
      await hold({ name: JSON.stringify(lines), scripts: [answering(...lines)], forbidden: [], sound: 'any' });
    });
    const interruptAfterTimeLimit = Math.max(1, Math.min(untilMs - Date.now(), MAX_TIMER_MS));
    await fc.assert(property, { seed, numRuns: rounds, interruptAfterTimeLimit, endOnFailure: true });
    return `${answers} hostile answers, none reached a reader, each report as acknowledged`;
  },
};

/** The longest that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

async function hold(answer: HostileAnswer): Promise<void> {
  const broken = await brokenBy(answer);
  if (broken.length > 0) throw new PromiseBroken(`${answer.name.slice(0, 2_000)}: ${broken.join(' ')}`);
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
