import { spawnSync } from 'node:child_process';
import type { Peer } from './benchmark.ts';
import { onOneCore } from './on-one-core.ts';

/** What the shell's `time` says of a command: seconds of the processor, of the user and of the system. */
const TIMED = 'TIMEFORMAT=\'%U %S\'; time "$@" 2>&3';

/** Undefined, said aloud, when the tool is not there. */
export function secondsOfPeer(peer: Peer, path: string): number | undefined {
  if (spawnSync(peer.command, ['-h'], { stdio: 'ignore' }).error) {
    console.error(`NO COMPARISON: ${peer.command} is not installed (${peer.install}).`);
    return undefined;
  }
  const timed = ['-c', `{ ${TIMED}; } 3>&2 2>&1 >/dev/null`, 'time', peer.command, ...peer.parameters(path)];
  const { status, stdout } = onOneCore('bash', timed, 'stdout');
  if (status === 0) return stdout.split(/\s+/).reduce((sum, seconds) => sum + Number(seconds), 0);
  console.error(`NO COMPARISON: ${peer.command} ended with ${status} (${peer.install}).`);
  return undefined;
}
