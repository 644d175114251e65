import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgusChild, startChild } from './argus-child.ts';
import { Fleet, PromiseBroken } from './fleet.ts';
import { chanceOf, type Soak, type SoakOptions } from './soak.ts';

/** A kill may come before, in or after the work, however fast the machine: a life is up to so many times what the work takes. */
const LONGEST_LIFE = 1.5;
const BATCHES_AT_ONCE = 3;

export const kills: Soak = {
  about: 'killed at any moment, every acknowledged batch ends right, none twice, none gone',
  rounds: 100,
  async run(options) {
    const dataDir = mkdtempSync(join(tmpdir(), 'argus-soak-'));
    try {
      return await killAgainAndAgain(dataDir, options);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function killAgainAndAgain(dataDir: string, { rounds, untilMs, seed, log }: SoakOptions): Promise<string> {
  const chance = chanceOf(seed);
  const fleet = new Fleet();
  const longestMs = LONGEST_LIFE * (await workMs(dataDir, fleet));
  let round = 0;
  for (let added = fleet.size; round < rounds && Date.now() < untilMs; round++) {
    for (; added < fleet.ended + BATCHES_AT_ONCE; added++) fleet.add(1 + Math.floor(chance() * 8));
    await liveAndDie(dataDir, fleet, chance() * longestMs).catch((error) => {
      throw error instanceof PromiseBroken ? new PromiseBroken(`round ${round}: ${error.message}`) : error;
    });
    if (round % 10 === 9) log(`${round + 1} kills, ${fleet.ended} batches ended`);
  }
  const argus = await startChild(dataDir);
  await fleet.work(argus.url);
  await fleet.checkList(argus.url);
  await argus.kill();
  return `${round} kills, ${fleet.ended} batches, each as acknowledged`;
}

/** What a life takes that is left to end its batches. */
async function workMs(dataDir: string, fleet: Fleet): Promise<number> {
  for (let batch = 0; batch < BATCHES_AT_ONCE; batch++) fleet.add(4);
  const argus = await startChild(dataDir);
  const beganMs = performance.now();
  await fleet.work(argus.url);
  const tookMs = performance.now() - beganMs;
  await argus.kill();
  return tookMs;
}

async function liveAndDie(dataDir: string, fleet: Fleet, lifeMs: number): Promise<void> {
  const argus = await startChild(dataDir);
  const killed = new Promise((resolve) => setTimeout(resolve, lifeMs)).then(() => argus.kill());
  await fleet.work(argus.url).catch((error) => unlessKilled(error, argus));
  await killed;
}

/** A connection that broke is what a kill looks like from outside. */
async function unlessKilled(error: unknown, argus: ArgusChild): Promise<void> {
  if (error instanceof PromiseBroken) {
    await argus.kill();
    throw error;
  }
}
