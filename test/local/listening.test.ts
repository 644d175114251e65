import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));
const LOOPBACK = '0100007F';

// Only Linux lists the sockets of a process in files.
test.skipIf(process.platform !== 'linux')(
  'argus up opens one port, on this machine only, also while it works',
  {
    timeout: 60_000,
  },
  async () => {
    const args = [CLI, 'up', '--sample', '--port', '0', '--data', temporaryFolder()];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill();
      await ended;
    });
    let url = '';
    // With the sample diagnosed, its workers have been at the store.
    for await (const line of createInterface({ input: child.stderr })) {
      url = /http:\/\/[\d.:]+/.exec(line)?.[0] ?? '';
      if (url) break;
    }
    const port = Number(new URL(url).port);
    expect(listeningSockets(child.pid ?? 0)).toEqual([
      `tcp ${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`,
    ]);
  },
);

/** Every socket of a process at which somebody else can knock: `protocol address:port` in hexadecimal, or a path. */
function listeningSockets(pid: number): string[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  const isOwn = (inode: string) => own.has(`socket:[${inode}]`);
  const internet = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    rowsOf(pid, protocol)
      // State 0A is LISTEN, 07 an unconnected UDP socket.
      .filter(([, , , state, , , , , , inode]) => ['0A', '07'].includes(state) && isOwn(inode))
      .map(([, local]) => `${protocol} ${local}`),
  );
  // Flag 0x10000: it accepts connections.
  const unix = rowsOf(pid, 'unix').filter(([, , , flags, , , inode]) => flags === '00010000' && isOwn(inode));
  return [...internet, ...unix.map(([, , , , , , , path]) => `unix ${path}`)];
}

const rowsOf = (pid: number, protocol: string): string[][] =>
  readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().split(/\s+/));

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
