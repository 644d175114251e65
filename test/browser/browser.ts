import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { BatchDetail, UploadPage } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import { type ServedArgus, serveArgus } from '#src/local/serve-argus.ts';

/** Where the pictures go: kept by CI. */
const PICTURES = process.env['ARGUS_PICTURES'] ?? join(tmpdir(), 'argus-pictures');

/** Debian's; another one by CHROMIUM. */
const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `.ci/run` installs one; whoever has none is told so, and the tests are skipped. */
export const chromiumPath = CHROMIUM.find((path) => path !== undefined && existsSync(path));

export function isChromiumAbsent(): boolean {
  if (chromiumPath === undefined)
    console.warn(
      'No Chromium (apt-get install chromium, or its path in CHROMIUM): the page is not tried in a browser.',
    );
  return chromiumPath === undefined;
}

/** The product as `argus up` runs it, on a port and in a folder of its own. */
export async function startProduct(): Promise<ServedArgus & { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'argus-browser-'));
  const served = await serveArgus({ dataDir: folder, port: 0, onError: (error) => console.error(error) });
  const close = async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...served, folder, close };
}

/** The same and a browser, for the tests of a file. */
export function useProduct(): { url: string; browser: Browser } {
  const used = {} as { url: string; browser: Browser };
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const { close, url } = await startProduct();
    closing.push(close);
    const browser = await startBrowser();
    closing.push(() => browser.close());
    Object.assign(used, { url, browser });
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });
  return used;
}

export const startBrowser = (): Promise<Browser> =>
  // Chromium's own sandbox does not run as root in a container; the page under test is ours.
  chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }), args: ['--no-sandbox'] });

/** A page, and all that it did that it should not: errors on its console, requests to anywhere else. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  troubles: string[];
}

export async function newPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) troubles.push(`request: ${request.url()}`);
  });
  return { page, context, troubles };
}

/** The same, closed when the test is over. */
export async function openPage(...asked: Parameters<typeof newPage>): Promise<WatchedPage> {
  const opened = await newPage(...asked);
  onTestFinished(() => opened.context.close());
  return opened;
}

export interface Session {
  vehicleId: string;
  files: readonly { name: string; bytes: Uint8Array }[];
  firmware?: { from: string; to: string };
}

/** Announces files as a gateway does, without the page; each is sent when the caller says so. */
export async function announce(url: string, { files, firmware, vehicleId }: Session) {
  const body = {
    vehicleId,
    platform: 'J7',
    firmware: firmware ?? null,
    files: files.map(({ bytes, name }) => ({ name, sizeBytes: bytes.length })),
  };
  const response = await fetch(`${url}/batches`, { method: 'POST', body: JSON.stringify(body) });
  const { batchId, uploads } = (await response.json()) as UploadPage;
  const send = async (file: number): Promise<void> => {
    const sent = await fetch(uploads[file].url, { method: 'PUT', body: Buffer.from(files[file].bytes) });
    expect(sent.status).toBe(200);
  };
  return { batchId, send };
}

/** The same, sent whole; resolves with the batch when it has its result. */
export async function diagnose(url: string, session: Session): Promise<BatchDetail> {
  const { batchId, send } = await announce(url, session);
  for (const at of session.files.keys()) await send(at);
  return untilEnd(url, batchId);
}

export async function untilEnd(url: string, batchId: string): Promise<BatchDetail> {
  for (;;) {
    const batch = (await (await fetch(`${url}/batches/${batchId}`)).json()) as BatchDetail;
    if (isEnd(batch.state)) return batch;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Drags what lies at `path` over the page as a file manager does; the answer goes on with `drop` or `dragCancel`. */
export async function dragOver(page: Page, path: string): Promise<(type: 'drop' | 'dragCancel') => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel') => {
    await session.send('Input.dispatchDragEvent', {
      type,
      x: 400,
      y: 300,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  };
  await send('dragEnter');
  await send('dragOver');
  return send;
}

/** Resolves with what the page asks the stream to go on behind, once it is answered again. */
export async function untilStreamIsAsked(page: Page): Promise<string | undefined> {
  const response = await page.waitForResponse((answer) => answer.url().includes('/diagnosis'));
  const { 'last-event-id': header } = await response.request().allHeaders();
  return header ?? new URL(response.url()).searchParams.get('lastEventId') ?? undefined;
}

/** Ids of the events of streams that reach the page from now on, as its browser takes them in. */
export async function eventIdsSeen(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const ids: string[] = [];
  let last = '';
  session.on('Network.eventSourceMessageReceived', ({ eventId }) => {
    // An event without an id of its own is told with the last one of its connection, or with none.
    if (eventId !== '' && eventId !== last) ids.push(eventId);
    last = eventId || last;
  });
  await session.send('Network.enable');
  return ids;
}

/** Until the page that an address leads to shows what it has, not what was there before. */
export async function untilShown(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(`${selector} > :not(.loading)`);
  await page.waitForSelector('.loading', { state: 'detached' });
}

/** Rules of WCAG 2.2 A and AA, and what axe holds for good practice. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Not by a script element: the page's own policy allows none, and stays as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as never as { axe: typeof axe }).axe.run();
    return violations.map(
      ({ help, id, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
  });
  expect(found, where).toEqual([]);
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
