import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { parseEvents, type ServerEvent } from '#src/cli/event-source.ts';
import { openDatabase } from '#src/local/database.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import type { Report } from '#src/report/report.ts';
import { Random } from '#src/simulator/random.ts';
import { scriptedModel } from '#test/support/scripted-model.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { lookThenPropose, VALVE_LOG } from '#test/support/unexplained-log.ts';

const VIEWERS = 100;
/** How often a viewer loses its connection behind an event. */
const BREAK_SHARE = 0.3;
const LOG = `${VALVE_LOG.join('\n')}\n`;

/** All stored events of a batch, over as many connections as it takes. */
async function watch(url: string, random: Random): Promise<ServerEvent[]> {
  const seen: ServerEvent[] = [];
  for (let lastId: string | null = null; ; ) {
    const connection = new AbortController();
    const headers: Record<string, string> = lastId === null ? {} : { 'last-event-id': lastId };
    const response = await fetch(url, { headers, signal: connection.signal });
    if (response.status === 204 || !response.body) return seen;
    try {
      for await (const event of parseEvents(response.body)) {
        if (event.id === null) continue;
        seen.push(event);
        lastId = event.id;
        if (event.type === 'done') return seen;
        if (random.next() < BREAK_SHARE) break;
      }
    } finally {
      connection.abort();
    }
  }
}

it('100 viewers who lose their connection see one investigation alike, and it is billed once', {
  timeout: 90_000,
}, async () => {
  const dataDir = temporaryFolder();
  const scripts = lookThenPropose();
  // An answer that takes a while: viewers come, go and come back in the middle of it.
  const model = scriptedModel(
    scripts.map((script) => (request) => ({
      ...(typeof script === 'function' ? script(request) : script),
      pauseMs: 15,
    })),
  );
  const argus = await serveArgus({
    dataDir,
    port: 0,
    model: { model, usdPerDay: 5 },
    onError: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => argus.close());
  const sha256 = createHash('sha256').update(LOG).digest('hex');
  const created = await fetch(`${argus.url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vehicleId: 'V1', files: [{ name: 'gwc.log', sizeBytes: LOG.length, sha256 }] }),
  });
  const { batchId, uploads } = (await created.json()) as {
    batchId: string;
    uploads: { url: string; headers: Record<string, string> }[];
  };
  const url = `${argus.url}/batches/${batchId}`;
  const viewers = Array.from({ length: VIEWERS }, async (_, n) => {
    // Some come late.
    await sleep((n % 10) * 30);
    return watch(`${url}/diagnosis`, Random.of(n, 'viewer'));
  });
  await fetch(uploads[0].url, { method: 'PUT', headers: uploads[0].headers, body: LOG });
  const [first, ...others] = await Promise.all(viewers);
  for (const seen of others) expect(seen).toEqual(first);
  expect(first.map(({ id }) => Number(id))).toEqual(first.map((_, i) => i + 1));
  const told = first.map(({ data }) => data).join('\n');
  expect(told).toContain('Look-up 2 of 8');
  const report = (await (await fetch(`${url}/report`)).json()) as Report;
  expect(report.model).toMatchObject({ status: 'answered', investigation: { places: 2 } });
  expect(model.requests).toHaveLength(2);
  const database = openDatabase(dataDir);
  onTestFinished(() => database.close());
  const spent = database.prepare("SELECT total FROM spending WHERE name LIKE 'day %'").all();
  expect(spent.map(({ total }) => Number(total) / 1e6)).toEqual([
    expect.closeTo(report.model?.priceUsd ?? Number.NaN, 4),
  ]);
});
