import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

export const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Runs a program to its end, its complaints to the screen unless `both` are wanted. */
export function onOneCore(
  command: string,
  parameters: string[],
  wanted: 'stdout' | 'both' | 'nothing',
): SpawnSyncReturns<string> {
  const [program, list] = isPinned ? ['taskset', ['-c', '0', command, ...parameters]] : [command, parameters];
  const stdout = wanted === 'nothing' ? 'ignore' : 'pipe';
  const stderr = wanted === 'both' ? 'pipe' : 'inherit';
  return spawnSync(program, list, { stdio: ['ignore', stdout, stderr], encoding: 'utf8', maxBuffer: 1 << 26 });
}
