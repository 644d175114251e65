import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Fleet } from '#test/soak/fleet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));
/** Itself and two workers; `node bench/batch-size.ts` measures 10,000 files. */
const MOST_MEGABYTES = 290;
const PER_WORKER_MEGABYTES = 60;

// Only Linux tells the peak of another process.
test.skipIf(process.platform !== 'linux')(
  'a batch of many files takes little memory',
  { timeout: 60_000 },
  async () => {
    const args = [CLI, 'up', '--port', '0', '--data', temporaryFolder()];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill();
      await ended;
    });
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stderr })) {
      url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
      if (url) break;
    }
    const fleet = new Fleet();
    fleet.add(300);
    await fleet.work(url ?? '');
    const peakKilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
    const workers = Math.min(Math.max(availableParallelism(), 2), 3);
    expect(peakKilobytes / 1024).toBeLessThan(MOST_MEGABYTES + (workers - 2) * PER_WORKER_MEGABYTES);
  },
);
