import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useAdapters } from '#lambdas/env.ts';
import { pagesOf } from '#src/api/pages.ts';
import { openArgus } from '#src/local/argus.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import { serveFunctionUrl, serveSecrets } from '#test/support/function-url-server.ts';
import { type OpenIdProvider, startOpenIdProvider } from '#test/support/open-id-provider.ts';
import { bundleConsole } from '../../console/bundle.ts';
import { diagnose, expectAccessible, isChromiumAbsent, openPage, picture, startBrowser } from './browser.ts';

// The build puts them beside the handler.
vi.mock('#lambdas/console-pages.ts', () => ({ consolePages: async () => pagesOf(await bundleConsole()) }));

const onError = (error: unknown) => console.error(error);

/** A door of AWS with what a stage gives it: the handler that is deployed, and a provider to sign in at. */
describe.skipIf(isChromiumAbsent())('the page, behind a sign-in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'argus-sign-in-'));
  let provider: OpenIdProvider;
  let browser: Browser;
  let door: Awaited<ReturnType<typeof serveFunctionUrl>>;
  let batchId: string;
  let page: Page;
  let troubles: string[];
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    const served = await serveArgus({ dataDir: folder, port: 0, onError });
    const { files } = playScenario('health-check-rollback', 1);
    ({ batchId } = await diagnose(served.url, { vehicleId: 'V1', files }));
    await served.close();
    const argus = await openArgus({ dataDir: folder, baseUrl: () => '', onError });
    const { adapters, cases, lessons, store } = argus;
    const log = () => {};
    const { table: batchTable, clock, workflow } = adapters;
    useAdapters({ batchTable, objectStore: store, caseIndex: cases, lessonStore: lessons, clock, workflow, log });
    const keys = JSON.stringify({ current: 'k'.repeat(64), previous: null });
    const secrets = await serveSecrets({ secret: keys, parameter: 'page-client' });
    [provider, browser] = await Promise.all([startOpenIdProvider('page-client'), startBrowser()]);
    for (const [name, value] of Object.entries({
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: secrets.url,
      LINK_KEYS_SECRET: 'keys',
      VIEW_URL: 'https://view.example/',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_PARAMETER: '/argus-dev/page-client',
    }))
      vi.stubEnv(name, value);
    const { handler } = await import('#lambdas/api/handle-person.ts');
    door = await serveFunctionUrl(handler as never);
    closing.push(
      door.close,
      provider.close,
      secrets.close,
      () => argus.close(),
      () => browser.close(),
    );
  });

  afterAll(async () => {
    for (const close of closing) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    // Leaving for the provider is what this is about; a 401 is told by the browser too.
    ({ page, troubles } = await openPage(browser, door.url));
  });

  const unexpected = () =>
    troubles.filter((trouble) => !trouble.includes('status of 401') && !trouble.includes(provider.issuer));

  it('shows nobody anything, and brings who signs in back to where he was', async () => {
    await page.goto(`${door.url}/#/batches/${batchId}/lines?text=watchdog`);
    await page.waitForSelector('text=Sign in to see this');
    expect(await page.textContent('body')).not.toContain('V1');
    expect(await page.locator('text=Sign out').count()).toBe(0);
    await expectAccessible(page, 'before the sign-in');
    await picture(page, 'sign-in');
    await page.click('a.primary');
    await page.click('#enter');
    await page.waitForSelector('.line');
    expect(page.url()).toBe(`${door.url}/#/batches/${batchId}/lines?text=watchdog`);
    // The credential is the browser's own: no script of the page sees it.
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(unexpected()).toEqual([]);
  });

  it('lists all batches to who is signed in, shows each, and offers nothing that reading does not allow', async () => {
    await page.goto(`${door.url}/`);
    await page.click('a.primary');
    await page.click('#enter');
    await page.waitForSelector('.batch');
    expect(await page.locator('.drop').count()).toBe(0);
    await expectAccessible(page, 'batches of who is signed in');
    await picture(page, 'signed-in');
    await page.click('.batch a');
    await page.waitForSelector('.chain');
    expect(await page.locator('.teach, button:has-text("Harmless")').count()).toBe(0);
    for (const [tab, selector] of [
      ['timeline', '.lane-chart canvas'],
      ['lines', '.line'],
      ['patterns', '.patterns tbody tr'],
      ['files', '.stages'],
    ]) {
      await page.goto(`${door.url}/#/batches/${batchId}/${tab}`);
      await page.waitForSelector(selector);
    }
    expect(await page.locator('.trouble, .offline').count()).toBe(0);
    expect(unexpected()).toEqual([]);
  });

  it('says so when the provider refuses, and forgets who signs out', async () => {
    await page.goto(`${door.url}/`);
    provider.lie = { aud: 'somebody else' };
    await page.click('a.primary');
    await page.click('#enter');
    await page.waitForSelector('text=The sign-in did not come to an end');
    provider.lie = undefined;
    await page.click('a.primary');
    await page.click('#enter');
    await page.waitForSelector('.batch');
    await page.click('text=Sign out');
    await page.waitForSelector('text=Sign in to see this');
    expect(unexpected()).toEqual([]);
  });
});
