import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '#src/report/report.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import {
  diagnose,
  expectAccessible,
  isChromiumAbsent,
  openPage,
  picture,
  startBrowser,
  startProduct,
} from './browser.ts';

const FIRMWARE = { from: '4.1.0', to: '4.2.0' };

describe.skipIf(isChromiumAbsent())('the page', () => {
  let product: Awaited<ReturnType<typeof startProduct>>;
  let browser: Browser;
  let page: Page;
  let troubles: string[];
  let logs: string;
  /** A batch that is diagnosed, with its report. */
  let batchId: string;
  let report: Report;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), startBrowser()]);
    logs = await mkdtemp(join(tmpdir(), 'argus-logs-'));
    const { files } = playScenario('health-check-rollback', 1);
    for (const { bytes, name } of files) writeFileSync(join(logs, name), bytes);
    ({ batchId } = await diagnose(product.url, { vehicleId: 'V1', files, firmware: FIRMWARE }));
    report = (await (await fetch(`${product.url}/batches/${batchId}/report`)).json()) as Report;
  });

  afterAll(async () => {
    await browser?.close();
    await product?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  beforeEach(async () => {
    const opened = await openPage(browser, product.url);
    ({ page, troubles } = opened);
    onTestFinished(() => opened.context.close());
  });

  const open = (hash: string) => page.goto(`${product.url}/${hash}`);

  /** Until so many pixels of lines are above: where the next page is still on its way, a key moves nothing. */
  const pageDown = (topPx: number) =>
    expect
      .poll(async () => {
        await page.keyboard.press(' ');
        return page.evaluate('document.querySelector(".line-list").scrollTop');
      })
      .toBeGreaterThan(topPx);

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

  it('leads from a chip to the exact bytes, and an address leads there again', async () => {
    await open(`#/batches/${batchId}/report`);
    const chip = page.locator('.chain .chip').first();
    const id = (await chip.textContent()) ?? '';
    const { quote } = report.evidence.find((item) => item.id === id) ?? {};
    await chip.click();
    const chosen = page.locator('.line[aria-selected=true]');
    await chosen.waitFor();
    expect(await chosen.textContent()).toContain(quote?.text);
    const facts = page.locator('.line-facts');
    expect(await facts.textContent()).toContain(`${quote?.pointer.offset} +${quote?.pointer.length}`);
    expect(await facts.textContent()).toContain(quote?.pointer.digest);
    await page.waitForSelector('.dump td');
    const hex = (await page.locator('.dump .is-body').allTextContents()).join('');
    expect(Buffer.from(hex, 'hex').toString('latin1')).toContain(quote?.text);
    await expectAccessible(page, 'lines');
    await picture(page, 'lines');
    await page.reload();
    await chosen.waitFor();
    expect(await chosen.textContent()).toContain(quote?.text);
    expect(troubles).toEqual([]);
  });

  it('moves along the lines by the keys of a pager, with a screen of them in the page', async () => {
    await open(`#/batches/${batchId}/lines`);
    await page.waitForSelector('.line');
    const chosen = page.locator('.line[aria-selected=true] .line-text');
    await page.keyboard.press('j');
    const first = await chosen.textContent();
    await page.keyboard.press('j');
    expect(await chosen.textContent()).not.toBe(first);
    await page.keyboard.press('k');
    expect(await chosen.textContent()).toBe(first);
    await page.keyboard.press('n');
    await page.waitForSelector('.line[aria-selected=true] .chip');
    await pageDown(4_000);
    expect(await page.locator('.line').count()).toBeLessThan(120);
    await page.keyboard.press('G');
    await page.waitForSelector('.line-end');
    await page.waitForSelector('.line:last-child[aria-selected=true]');
    await page.keyboard.press('g');
    await expect.poll(() => page.evaluate('document.querySelector(".line-list").scrollTop')).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('goes to the end while the next page of lines is still on its way', async () => {
    const late: Route[] = [];
    await page.route(/records\?.*cursor=/, (route) => void late.push(route), { times: 1 });
    await open(`#/batches/${batchId}/lines`);
    await page.waitForSelector('.line');
    await pageDown(2_500);
    await expect.poll(() => late.length).toBe(1);
    await page.keyboard.press('G');
    await page.waitForSelector('.line-end');
    await late[0]?.continue();
    await page.keyboard.press('k');
    await page.waitForSelector('.line:nth-last-child(2)[aria-selected=true]');
    expect(await page.locator('.line-end').isVisible()).toBe(true);
    expect(troubles).toEqual([]);
  });

  it('filters lines by words, level and pattern', async () => {
    await open(`#/batches/${batchId}/lines?text=watchdog`);
    await page.waitForSelector('.line');
    const texts = await page.locator('.line-text').allTextContents();
    expect(texts.every((text) => text.toLowerCase().includes('watchdog'))).toBe(true);
    await page.locator('.line').first().click();
    await page.click('text=Only this pattern');
    await expect.poll(() => page.url()).toContain('template=v1');
    await page.waitForSelector('.token');
    await page.waitForSelector('.line');
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
    expect(await page.locator('.compare-side h2').count()).toBe(2);
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
      await page.waitForLoadState('networkidle');
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
      const { context, page: other, troubles: found } = await openPage(browser, product.url, options);
      onTestFinished(() => context.close());
      for (const tab of ['', 'report', 'timeline', 'lines', 'patterns', 'files', 'compare']) {
        const hash = tab === '' ? '#/' : tab === 'compare' ? `#/compare?bad=${batchId}` : `#/batches/${batchId}/${tab}`;
        await other.goto(`${product.url}/${hash}`);
        await other.waitForLoadState('networkidle');
        await other.waitForSelector('.loading', { state: 'detached' });
        await picture(other, `${tab || 'batches'} ${name}`.replaceAll(' ', '-'));
        await expectAccessible(other, `${tab} ${name}`);
        expect(await other.evaluate('document.documentElement.scrollWidth - innerWidth'), tab).toBeLessThanOrEqual(0);
      }
      expect(found).toEqual([]);
    });
  }
});
