import type { Measurement, Round } from './benchmark.ts';

export function measurementOf(rounds: readonly Round[]): Measurement {
  const bySpeed = rounds.toSorted((a, b) => a.seconds - b.seconds);
  const { seconds, records } = bySpeed[bySpeed.length >> 1];
  return {
    seconds,
    records,
    bestSeconds: bySpeed[0].seconds,
    coldSeconds: rounds[0].seconds,
    peakMemoryBytes: Math.max(...rounds.map((round) => round.peakMemoryBytes)),
  };
}
