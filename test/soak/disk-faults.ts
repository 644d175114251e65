import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgusChild, startChild } from './argus-child.ts';
import { buildShim } from './disk-shim.ts';
import { Fleet, PromiseBroken } from './fleet.ts';
import { chanceOf, type Soak, type SoakOptions } from './soak.ts';

const KINDS = ['ENOSPC', 'EIO', 'EROFS', 'short', 'none'];
/** A batch changes the disk some 300 times. */
const LAST_CHANGE = 300;
const MOST_FAULTS = 40;
/** Then the disk works again, whatever is left of the faults. */
const TROUBLE_MS = 1_500;
/** Far more than a batch takes after that. */
const PATIENCE_MS = 60_000;
/** Clients come again after a while. */
const COME_AGAIN_MS = 200;

export const diskFaults: Soak = {
  about: 'whatever write fails and how, Argus stays up, and every batch ends right once the disk works again',
  rounds: 100,
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), 'argus-soak-'));
    try {
      return await failAgainAndAgain(folder, options);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function failAgainAndAgain(folder: string, { rounds, untilMs, seed, log }: SoakOptions): Promise<string> {
  const chance = chanceOf(seed);
  const plan = join(folder, 'fault');
  writeFileSync(plan, '');
  const data = join(folder, 'data');
  const env = { LD_PRELOAD: buildShim(folder), DISK_ROOT: data, DISK_FAULT: plan, UV_USE_IO_URING: '0' };
  const argus = await startChild(data, env);
  const fleet = new Fleet();
  let round = 0;
  let failures = 0;
  try {
    for (; round < rounds && Date.now() < untilMs; round++) {
      const kind = KINDS[round % KINDS.length];
      const count = 1 + Math.floor(chance() * MOST_FAULTS);
      const fault = `${kind} ${Math.floor(chance() * LAST_CHANGE)} ${count}`;
      fleet.add(1 + Math.floor(chance() * 4));
      writeFileSync(plan, `${fault}\n`);
      const mended = new Promise((resolve) => setTimeout(resolve, TROUBLE_MS)).then(() => {
        failures += count - Number(readFileSync(plan, 'utf8').trim().split(' ')[2]);
        writeFileSync(plan, '');
      });
      await workOn(fleet, argus).catch((error) => {
        throw new PromiseBroken(`round ${round} (${fault}): ${error.message} ${argus.complaints().slice(-500)}`);
      });
      await mended;
      if (round % 10 === 9) log(`${round + 1} times a failing disk, ${failures} changes failed`);
    }
    writeFileSync(plan, '');
    await fleet.checkList(argus.url);
  } finally {
    await argus.kill();
  }
  return `${failures} changes of the disk failed in ${round} batches, each ended as acknowledged`;
}

async function workOn(fleet: Fleet, argus: ArgusChild): Promise<void> {
  const endsAtMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await fleet.work(argus.url);
    } catch (error) {
      if (error instanceof PromiseBroken) throw error;
      const isUp = await Promise.race([argus.ended.then(() => false), Promise.resolve(true)]);
      if (!isUp) throw new PromiseBroken(`Argus ended with ${await argus.ended}.`);
      if (Date.now() > endsAtMs) throw new PromiseBroken('the batches have not ended.');
      await new Promise((resolve) => setTimeout(resolve, COME_AGAIN_MS));
    }
  }
}
