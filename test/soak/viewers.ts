import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './argus-child.ts';
import { checkStory, Fleet, PromiseBroken } from './fleet.ts';
import { chanceOf, type Soak, type SoakOptions } from './soak.ts';

/** Of one batch. Some come before its first event, some when all is over. */
const VIEWERS = 40;
const LATEST_MS = 1_000;
const MOST_FILES = 6;

export const viewers: Soak = {
  about:
    'many viewers of a batch, slow ones and such that break off and come again, are told the same story, each event once',
  rounds: 25,
  async run(options) {
    const dataDir = mkdtempSync(join(tmpdir(), 'argus-soak-'));
    const argus = await startChild(dataDir);
    try {
      return await watchAgainAndAgain(argus.url, options);
    } finally {
      await argus.kill();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function watchAgainAndAgain(url: string, { rounds, untilMs, seed, log }: SoakOptions): Promise<string> {
  const chance = chanceOf(seed);
  let round = 0;
  let visits = 0;
  for (; round < rounds && Date.now() < untilMs; round++) {
    visits += await watchBatch(url, `${seed}-${round}`, chance);
    if (round % 5 === 4) log(`${round + 1} batches, ${visits} visits`);
  }
  return `${round * VIEWERS} viewers of ${round} batches in ${visits} visits, each was told the same, as acknowledged`;
}

async function watchBatch(url: string, key: string, chance: () => number): Promise<number> {
  const created = Promise.withResolvers<string>();
  const onTold = (text: string) => text.startsWith('created ') && created.resolve(text.split(' ')[2]);
  const fleet = new Fleet({ onTold, keys: key });
  fleet.add(1 + Math.floor(chance() * MOST_FILES));
  const work = fleet.work(url);
  const batchId = await Promise.race([created.promise, work.then(() => created.promise)]);
  const habits = Array.from({ length: VIEWERS }, () => ({
    comesMs: chance() * LATEST_MS,
    chance: chanceOf(chance() * 2 ** 32),
  }));
  const seen = await Promise.all(habits.map((habit) => view(`${url}/batches/${batchId}/diagnosis`, habit)));
  await work;
  const story = await (await fetch(`${url}/batches/${batchId}/diagnosis`)).text();
  checkStory(key, story);
  const told = framesOf(story).join('\n\n');
  for (const { frames } of seen)
    if (frames.join('\n\n') !== told) throw new PromiseBroken(`a viewer of ${key} was told another story`);
  return seen.reduce((sum, { visits }) => sum + visits, 0);
}

interface Habit {
  comesMs: number;
  chance: () => number;
}

/** Watches until the story is done, over as many connections as it takes. */
async function view(url: string, { comesMs, chance }: Habit): Promise<{ frames: string[]; visits: number }> {
  await sleep(comesMs);
  const frames: string[] = [];
  let visits = 0;
  for (let isDone = false; !isDone; ) {
    visits++;
    const patience = chance() < 0.5 ? Number.POSITIVE_INFINITY : Math.floor(chance() * 5);
    isDone = await visit(url, frames, { patience, isSlow: chance() < 0.3 });
  }
  return { frames, visits };
}

/** One connection: adds the events it is told of, and breaks off after `patience` pieces. */
async function visit(
  url: string,
  frames: string[],
  { patience, isSlow }: { patience: number; isSlow: boolean },
): Promise<boolean> {
  const broken = new AbortController();
  const after = frames.length > 0 ? { 'last-event-id': String(frames.length) } : undefined;
  const { body, status } = await fetch(url, { signal: broken.signal, ...(after && { headers: after }) });
  if (status !== 200 || !body) throw new PromiseBroken(`a viewer was answered ${status}`);
  let text = '';
  let pieces = 0;
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (++pieces > patience) break;
    if (isSlow) await sleep(20);
  }
  broken.abort();
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
  frames.push(...framesOf(whole));
  return frames.at(-1)?.includes('\nevent: done\n') ?? false;
}

/** Events with a number; heartbeats have none. */
const framesOf = (text: string): string[] => text.split('\n\n').filter((frame) => frame.startsWith('id: '));
