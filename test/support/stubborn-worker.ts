/** A parse worker that does as it is told: for tests of the pool. */
export default async function work(payload: { unit: string }) {
  if (payload.unit === 'dies') process.exit(1);
  if (payload.unit === 'hangs') for (;;);
  if (payload.unit === 'grows') for (const all: number[][] = []; ; ) all.push(Array(100_000).fill(all.length));
  if (payload.unit === 'throws') return { error: { name: 'TransientFault', message: 'later' } };
  return { output: payload.unit };
}
