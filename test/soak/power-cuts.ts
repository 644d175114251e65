import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './argus-child.ts';
import { buildShim } from './disk-shim.ts';
import { Fleet, PromiseBroken } from './fleet.ts';
import { type Loss, RecordedDisk, readDiary } from './recorded-disk.ts';
import { chanceOf, type Soak, type SoakOptions } from './soak.ts';

/** Files per batch, in the order in which they are sent: one batch alone, then several at once. */
const LIVES = [[3], [5, 2], [4, 1, 6]];
const LOSSES: readonly Loss[] = ['parts', 'everything', 'parts', 'nothing'];

/** `lives`: file counts of the batches that are sent before the folder is closed or its Argus killed, in turns. */
export function powerCutsIn(lives: readonly number[][]): Soak {
  return {
    about: 'whatever a power cut takes of what was not synced, every acknowledged batch ends right',
    rounds: 100,
    async run(options) {
      const folder = mkdtempSync(join(tmpdir(), 'argus-soak-'));
      try {
        return await cutAgainAndAgain(folder, lives, options);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

export const powerCuts: Soak = powerCutsIn(LIVES);

async function cutAgainAndAgain(folder: string, lives: readonly number[][], options: SoakOptions): Promise<string> {
  const { rounds, untilMs, seed, log } = options;
  const diary = await record(folder, lives);
  const changes = readDiary(diary);
  log(`recorded ${changes.length} changes of the disk`);
  const chance = chanceOf(seed);
  let round = 0;
  for (; round < rounds && Date.now() < untilMs; round++) {
    const at = Math.floor(chance() * changes.length);
    const loss = LOSSES[round % LOSSES.length];
    const disk = new RecordedDisk(join(folder, 'data'));
    for (const change of changes.slice(0, at)) disk.apply(change);
    const image = join(folder, `image-${round}`);
    disk.writeImage(image, loss, chance);
    await goOn(image, disk.told, lives.flat()).catch((error) => {
      const where = `cut ${round} (seed ${seed}, after change ${at}, loss of ${loss}): `;
      throw error instanceof Error ? new PromiseBroken(where + error.message, { cause: error }) : error;
    });
    rmSync(image, { recursive: true });
    if (round % 10 === 9) log(`${round + 1} power cuts`);
  }
  return `${round} power cuts in ${changes.length} changes of the disk, every batch as acknowledged`;
}

/** Lives of one data folder: closed in order, killed, closed in order, … Returns the diary. */
async function record(folder: string, lives: readonly number[][]): Promise<string> {
  const diary = join(folder, 'diary');
  const env = {
    LD_PRELOAD: buildShim(folder),
    DISK_ROOT: join(folder, 'data'),
    DISK_LOG: diary,
    UV_USE_IO_URING: '0',
  };
  const fleet = new Fleet({ onTold: (text) => appendFileSync(diary, `A\t${text}\n`) });
  for (const [life, batches] of lives.entries()) {
    for (const fileCount of batches) fleet.add(fileCount);
    const argus = await startChild(join(folder, 'data'), env);
    await fleet.work(argus.url);
    await (life % 2 === 1 ? argus.kill() : argus.stop());
  }
  return diary;
}

/** Argus starts on what the power cut left, and keeps everything it had acknowledged by then. */
async function goOn(image: string, told: readonly string[], fileCounts: readonly number[]): Promise<void> {
  const argus = await startChild(image);
  try {
    const fleet = Fleet.remembering(told, fileCounts);
    await fleet.work(argus.url);
    await fleet.checkList(argus.url);
  } finally {
    await argus.kill();
  }
}
