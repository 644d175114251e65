import type { Page, Route } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '#src/report/report.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import { diagnose, expectAccessible, isChromiumAbsent, openPage, picture, untilShown, useProduct } from './browser.ts';

/** What pages that are of no one batch are shown by. */
const SHOWN: Record<string, string> = {
  '': '.batches',
  compare: '.compare-pick .field:last-child:has(option:nth-child(2))',
};
const FIRMWARE = { from: '4.1.0', to: '4.2.0' };

describe.skipIf(isChromiumAbsent())('the page', () => {
  const product = useProduct();
  let page: Page;
  let troubles: string[];
  /** A batch that is diagnosed, with its report. */
  let batchId: string;
  let report: Report;

  beforeAll(async () => {
    const { files } = playScenario('health-check-rollback', 1);
    ({ batchId } = await diagnose(product.url, { vehicleId: 'V1', files, firmware: FIRMWARE }));
    report = (await (await fetch(`${product.url}/batches/${batchId}/report`)).json()) as Report;
  });

  beforeEach(async () => {
    ({ page, troubles } = await openPage(product.browser, product.url));
  });

  const open = (hash: string) => page.goto(`${product.url}/${hash}`);

  it('lists batches with their answers, and keeps its filters in the address', async () => {
    await open('');
    await page.waitForSelector('.batch');
    await page.fill('input[name=platform]', 'J8');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=No batch fits these filters');
    expect(page.url()).toContain('platform=J8');
    await page.click('text=Show all batches');
    await page.waitForSelector('.batch');
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.report');
    expect(troubles).toEqual([]);
  });

  it('keeps what is typed while the list is asked for again, and waits for a list that is slow', async () => {
    const held: Route[] = [];
    await page.clock.install();
    let isHeld = true;
    await page.route('**/batches?*', (route) => (isHeld ? void held.push(route) : route.continue()));
    await open('');
    await expect.poll(() => held.length).toBe(1);
    await page.clock.runFor(10_000);
    expect(held.length).toBe(1);
    isHeld = false;
    await held[0].continue();
    await page.waitForSelector('.batch');
    await page.fill('input[name=platform]', 'J8');
    const again = page.waitForResponse('**/batches?*');
    await page.clock.runFor(5_000);
    await again;
    await page.clock.runFor(2_000);
    expect(await page.inputValue('input[name=platform]')).toBe('J8');
    expect(troubles).toEqual([]);
  });

  it('shows a lane per ECU, and moves by keys, buttons and brush', async () => {
    await open(`#/batches/${batchId}/timeline`);
    await page.waitForSelector('.lane-chart canvas');
    const lanes = await page.locator('.lane-label strong').allTextContents();
    expect(lanes).toEqual(expect.arrayContaining(['ADAS', 'GW']));
    await expectAccessible(page, 'the timeline');
    await picture(page, 'timeline');
    await page.keyboard.press('+');
    await expect.poll(() => page.url()).toContain('from=');
    const before = page.url();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url()).not.toBe(before);
    const box = await page.locator('.u-over').boundingBox();
    if (!box) throw new Error('no lanes');
    await page.mouse.move(box.x + 200, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await picture(page, 'timeline-close');
    await page.keyboard.press('0');
    await expect.poll(() => page.url()).not.toContain('from=');
    await page.locator('.events a', { hasText: 'watchdog' }).first().click();
    expect(await page.textContent('.line[aria-selected=true]')).toContain('Watchdog');
    expect(troubles).toEqual([]);
  });

  it('shows patterns and codes, and leads from each to its lines', async () => {
    await open(`#/batches/${batchId}/patterns?sort=failure`);
    await page.waitForSelector('.patterns tbody tr');
    await expectAccessible(page, 'patterns');
    await picture(page, 'patterns');
    await page.locator('.codes td a').first().click();
    await page.waitForSelector('.line[aria-selected=true]');
    expect(troubles).toEqual([]);
  });

  it('teaches what was found out', async () => {
    await open(`#/batches/${batchId}/report`);
    await page.click('.teach button:has-text("Confirm")');
    await page.fill('.teach input[name=by]', 'Ada');
    await page.fill('.teach input[name=why]', 'seen on the bench');
    await expectAccessible(page, 'teaching');
    await page.click('.teach button:has-text("Teach")');
    await page.waitForSelector('.taught');
    const { lessons } = (await (await fetch(`${product.url}/resolutions`)).json()) as {
      lessons: { batchId: string; resolution: string }[];
    };
    expect(lessons.find((lesson) => lesson.batchId === batchId)?.resolution).toBe('confirm');
    await picture(page, 'taught');
    await page.click('text=Take it out of use');
    await page.waitForSelector('text=(not in use)');
    expect(troubles).toEqual([]);
  });

  it('teaches from beside a line, and from beside a cause', async () => {
    await open(`#/batches/${batchId}/report`);
    await page.locator('.evidence button:has-text("Harmless")').first().click();
    await page.waitForSelector('.teach button[aria-pressed=true]:has-text("Harmless")');
    expect(await page.locator('.pick input:checked').count()).toBe(1);
    await page.locator('button:has-text("It was this")').first().click();
    await page.waitForSelector('.teach button[aria-pressed=true]:has-text("Correct")');
    expect(await page.inputValue('.teach input[name=cause]')).toBe(report.hypotheses[1].title);
    expect(troubles).toEqual([]);
  });

  it('compares a batch with one that went well', async () => {
    const { files } = playScenario('healthy-update', 2);
    const good = await diagnose(product.url, { vehicleId: 'V2', files, firmware: FIRMWARE });
    await open(`#/compare?bad=${batchId}&good=${good.batchId}`);
    await page.waitForSelector('.mark-new');
    await expect.poll(() => page.locator('.compare-side h2').count()).toBe(2);
    await expect.poll(() => page.locator('.compare-side:has(.phase-bars)').count()).toBe(2);
    await page.waitForSelector('.loading', { state: 'detached' });
    expect(await page.locator('.phase-bars li').count()).toBeGreaterThan(2);
    await expectAccessible(page, 'compare');
    await picture(page, 'compare');
    expect(troubles).toEqual([]);
  });

  it('leads on from a batch that is not there, and from one of which nothing was read', async () => {
    await open('#/batches/01ARZ3NDEKTSV4RRFFQ69G5FAV/report');
    await page.waitForSelector('text=There is no such batch');
    await expectAccessible(page, 'no batch');
    await page.click('text=All batches');
    await page.waitForSelector('.batch');
    const bytes = new Uint8Array(4_000).map((_, at) => (at * 7_919) % 251);
    const { batchId: id } = await diagnose(product.url, { vehicleId: 'V6', files: [{ name: 'a.bin', bytes }] });
    await open(`#/batches/${id}/report`);
    await page.waitForSelector('.report');
    const side = await page.locator('.report-side').boundingBox();
    expect(side?.x).toBeLessThan(200);
    await expectAccessible(page, 'a report of nothing');
    await picture(page, 'nothing-read');
    await page.click('text=Show files');
    await page.waitForSelector('td:has-text("No known log format")');
    expect(troubles.filter((trouble) => !trouble.includes('status of 404'))).toEqual([]);
  });

  it('shows what a hostile log says as text, and runs none of it', async () => {
    const attack = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
    const text = `2026-03-01T06:00:00Z ERROR app: ${attack} failed\n`.repeat(3);
    const name = `${attack}.log`;
    const hostile = await diagnose(product.url, {
      vehicleId: 'V5',
      files: [{ name, bytes: new TextEncoder().encode(text) }],
    });
    for (const tab of ['report', 'timeline', 'lines', 'patterns', 'files']) {
      await open(`#/batches/${hostile.batchId}/${tab}`);
      await untilShown(page, `.page-${tab}`);
      expect(await page.locator('img, main script').count(), tab).toBe(0);
      expect(await page.title()).toBe('Argus');
    }
    await open(`#/batches/${hostile.batchId}/lines`);
    await page.waitForSelector('.line');
    expect(await page.textContent('.line-text')).toContain('<img src=x');
    expect(troubles).toEqual([]);
  });

  for (const [name, options] of [
    ['on a phone', { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }],
    ['in the dark', { colorScheme: 'dark' }],
  ] as const) {
    it(`can be read ${name}`, async () => {
      const { page: other, troubles: found } = await openPage(product.browser, product.url, options);
      for (const tab of ['', 'report', 'timeline', 'lines', 'patterns', 'files', 'compare']) {
        const hash = tab === '' ? '#/' : tab === 'compare' ? `#/compare?bad=${batchId}` : `#/batches/${batchId}/${tab}`;
        await other.goto(`${product.url}/${hash}`);
        await untilShown(other, SHOWN[tab] ?? `.page-${tab}`);
        await picture(other, `${tab || 'batches'} ${name}`.replaceAll(' ', '-'));
        await expectAccessible(other, `${tab} ${name}`);
        expect(await other.evaluate('document.documentElement.scrollWidth - innerWidth'), tab).toBeLessThanOrEqual(0);
      }
      expect(found).toEqual([]);
    });
  }
});
