import { Random } from '#src/simulator/random.ts';
import { diagnose } from '#test/browser/browser.ts';

const FILES = 4;
const RECORDS_PER_FILE = 250_000;
const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'INFO', 'ERROR'];

/** Sends four hours of lines of four writers, a million in all, and waits for the diagnosis. */
export async function millionRecords(url: string): Promise<string> {
  const files = Array.from({ length: FILES }, (_, at) => ({ name: `ecu${at}.log`, bytes: logOf(at) }));
  const { batchId } = await diagnose(url, { vehicleId: 'bench', files });
  return batchId;
}

function logOf(seed: number): Uint8Array {
  const random = new Random(seed + 1);
  const startMs = Date.parse('2026-03-01T06:00:00Z');
  const lines: string[] = [];
  for (let record = 0; record < RECORDS_PER_FILE; record++) {
    const time = new Date(startMs + record * 57 + Math.floor(random.next() * 50)).toISOString();
    const level = LEVELS[Math.floor(random.next() * LEVELS.length)];
    lines.push(
      `${time} ecu${seed} service${record % 9}[${100 + (record % 9)}]: ${level} cycle ${record} took ${record % 41} ms`,
    );
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
