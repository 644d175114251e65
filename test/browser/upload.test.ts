import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { playScenario } from '#src/simulator/simulate.ts';
import {
  announce,
  dragOver,
  eventIdsSeen,
  expectAccessible,
  isChromiumAbsent,
  openPage,
  picture,
  type Session,
  untilEnd,
  untilStreamIsAsked,
  useProduct,
} from './browser.ts';

describe.skipIf(isChromiumAbsent())('an upload by the page, and a batch that is watched', () => {
  const product = useProduct();
  let page: Page;
  let troubles: string[];
  let logs: string;

  beforeAll(async () => {
    logs = await mkdtemp(join(tmpdir(), 'argus-logs-'));
    const { files } = playScenario('health-check-rollback', 1);
    for (const { bytes, name } of files) writeFileSync(join(logs, name), bytes);
  });

  afterAll(() => rmSync(logs, { recursive: true, force: true }));

  beforeEach(async () => {
    ({ page, troubles } = await openPage(product.browser, product.url));
  });

  const open = (hash: string) => page.goto(`${product.url}/${hash}`);

  it('takes a folder, shows it being read, and leads to its diagnosis', async () => {
    await open('');
    await page.setInputFiles('input[data-folder=yes]', logs);
    await page.fill('.upload input[name=vehicleId]', 'V-browser');
    await page.fill('.upload input[name=platform]', 'J7');
    await expectAccessible(page, 'the form of an upload');
    await picture(page, 'upload');
    await page.click('text=Upload and diagnose');
    await page.waitForSelector('.stages');
    await page.click('.answer-line a');
    await page.waitForSelector('.report');
    expect(await page.textContent('h1')).toContain('rolled back');
    expect(await page.textContent('.badge')).toBe('CONFIRMED');
    expect(troubles).toEqual([]);
  });

  it('takes a folder that is dropped on it, folders inside it too, and leaves hidden files out', async () => {
    mkdirSync(join(logs, 'ecu'));
    writeFileSync(join(logs, 'ecu', 'extra.log'), '2026-03-01T06:00:00Z gwc ota[1]: step taken\n');
    writeFileSync(join(logs, '.hidden'), 'no log');
    onTestFinished(() => {
      rmSync(join(logs, 'ecu'), { recursive: true });
      rmSync(join(logs, '.hidden'));
    });
    await open('');
    await page.waitForSelector('.drop');
    const drag = await dragOver(page, logs);
    await page.waitForSelector('.drop-over');
    await picture(page, 'drag');
    await drag('drop');
    await page.fill('.upload input[name=vehicleId]', 'V-dropped');
    await page.click('text=Upload and diagnose');
    await page.waitForSelector('.state-completed');
    const [, id] = /batches\/(\w+)/.exec(page.url()) ?? [];
    const { files } = (await (await fetch(`${product.url}/batches/${id}/files`)).json()) as {
      files: { name: string }[];
    };
    const given = playScenario('health-check-rollback', 1).files.map(({ name }) => name);
    expect(files.map(({ name }) => name).sort()).toEqual([...given, 'ecu/extra.log'].sort());
    expect(troubles).toEqual([]);
  });

  it('says that a folder without a log holds nothing to read', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'argus-empty-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    await open('');
    await page.waitForSelector('.drop');
    await (await dragOver(page, empty))('drop');
    await page.waitForSelector('text=holds no files to read');
    await expectAccessible(page, 'a folder that is empty');
    expect(troubles).toEqual([]);
  });

  it('goes on where it was when it is loaded again in the middle of a batch', async () => {
    const { files } = playScenario('signature-failure', 3);
    const { batchId: id, send } = await announce(product.url, { vehicleId: 'V3', files });
    await send(0);
    await open(`#/batches/${id}/files`);
    await page.waitForSelector('.state-uploading');
    await page.reload();
    await page.waitForSelector('.state-uploading');
    for (let file = 1; file < files.length; file++) await send(file);
    await page.waitForSelector('.state-completed');
    await page.waitForSelector('.answer-line a');
    await expectAccessible(page, 'files');
    await picture(page, 'files');
    expect(troubles).toEqual([]);
  });

  it('shows what has come of its files, in whatever order the answers come', async () => {
    const { files } = playScenario('signature-failure', 5);
    const { batchId: id, send } = await announce(product.url, { vehicleId: 'V8', files });
    const late: (() => Promise<void>)[] = [];
    await page.route(
      `**/batches/${id}/files`,
      async (route) => {
        const response = await route.fetch();
        late.push(() => route.fulfill({ response }));
      },
      { times: 1 },
    );
    await open(`#/batches/${id}/files`);
    await expect.poll(() => late.length).toBe(1);
    for (const file of files.keys()) await send(file);
    await expect.poll(() => page.locator('.file-parsed').count()).toBe(files.length);
    await late[0]();
    await page.waitForSelector('.answer-line a');
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    expect(await page.locator('.file-parsed').count()).toBe(files.length);
    expect(troubles).toEqual([]);
  });

  it('says that it is offline, goes on behind the last event when the network is back, and misses none', async () => {
    const { batchId: id, send } = await announce(product.url, { vehicleId: 'V4', files: filesThatTakeSeconds() });
    const seen = await eventIdsSeen(page);
    await open(`#/batches/${id}/files`);
    await page.waitForSelector('.state-uploading');
    for (let file = 0; file < 29; file++) await send(file);
    await expect.poll(() => seen.length, { interval: 5 }).toBeGreaterThan(0);
    await page.context().setOffline(true);
    const before = seen.at(-1);
    await page.waitForSelector('.offline');
    await picture(page, 'offline');
    await expectAccessible(page, 'offline');
    await untilEnd(product.url, id);
    expect(await page.locator('.state-completed').count()).toBe(0);
    const resumed = untilStreamIsAsked(page);
    await page.context().setOffline(false);
    expect(await resumed).toBe(before);
    await page.waitForSelector('.state-completed');
    await page.waitForSelector('.offline', { state: 'detached' });
    await page.waitForSelector('.answer-line a');
    await page.waitForSelector('td:has-text("candump")');
    expect(await page.locator('.trouble').count()).toBe(0);
    const all = await (await fetch(`${product.url}/batches/${id}/diagnosis`)).text();
    const stored = [...all.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => seq);
    expect(stored.length).toBeGreaterThan(5);
    await expect.poll(() => seen).toEqual(stored);
    expect(troubles.filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });

  it('resumes an upload that broke off, when the same folder is given again', async () => {
    let taken = 0;
    await page.route('**/uploads/**', (route) => (taken++ === 0 ? route.continue() : route.abort()));
    await open('');
    const give = async () => {
      await page.setInputFiles('input[data-folder=yes]', logs);
      await page.fill('.upload input[name=vehicleId]', 'V-resumes');
      await page.click('text=Upload and diagnose');
      await page.waitForSelector('.stages');
    };
    await give();
    await page.waitForSelector('.upload-waiting');
    const first = page.url();
    await page.unroute('**/uploads/**');
    await page.goto(`${product.url}/`);
    await page.reload();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()));
    await give();
    expect(page.url()).toBe(first);
    await page.waitForSelector('.state-completed');
    expect(sent.length).toBeLessThan(5);
    expect(troubles.filter((trouble) => !trouble.includes('ERR_FAILED'))).toEqual([]);
  });
});

/** 29 files, 100 MB: their batch is being read when the network goes. */
function filesThatTakeSeconds(): Session['files'] {
  const lines = Array.from(
    { length: 60_000 },
    (_, n) => `2026-03-01T06:00:00Z gwc ota[1]: step ${n} of many is taken\n`,
  );
  const bytes = new TextEncoder().encode(lines.join(''));
  const more = Array.from({ length: 24 }, (_, n) => ({ name: `more-${n}.log`, bytes }));
  return [...playScenario('power-loss-flash', 4).files, ...more];
}
