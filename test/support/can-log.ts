import { CandumpWriter } from '#src/simulator/writers/candump.ts';

/** A candump recording of `frames` frames, 36 bytes each or so; every one different. */
export function canLog(frames: number, bus = 'can0'): Uint8Array {
  const writer = new CandumpWriter();
  for (let i = 0; i < frames; i++) {
    const data = Uint8Array.of(i >> 16, i >> 8, i, Math.imul(i, 0x9e3779b1) >>> 24, 0, 0, 0, i % 7);
    writer.add({ timeUs: 1_790_000_000_000_000 + i * 1000, bus, id: 0x100 + (i % 50), data });
  }
  return writer.toBytes();
}
