import type { Page, Route } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '#src/report/report.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import { diagnose, expectAccessible, isChromiumAbsent, openPage, picture, useProduct } from './browser.ts';

describe.skipIf(isChromiumAbsent())('the lines of a batch', () => {
  const product = useProduct();
  let page: Page;
  let troubles: string[];
  /** A batch that is diagnosed, with its report. */
  let batchId: string;
  let report: Report;

  beforeAll(async () => {
    const { files } = playScenario('health-check-rollback', 1);
    ({ batchId } = await diagnose(product.url, { vehicleId: 'V1', files }));
    report = (await (await fetch(`${product.url}/batches/${batchId}/report`)).json()) as Report;
  });

  beforeEach(async () => {
    ({ page, troubles } = await openPage(product.browser, product.url));
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

  /** It comes by a request of its own: evidence is known from then on, and the names of files. */
  const untilReportIsThere = () => page.waitForSelector('select[name=file] option:nth-child(2)', { state: 'attached' });

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
    await untilReportIsThere();
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

  describe('of which there are many', () => {
    const LINES = 3_000;
    let many: string;

    beforeAll(async () => {
      const lines = Array.from({ length: LINES }, (_, n) => `2026-03-01T06:00:00Z gwc ota[1]: step ${n} is taken\n`);
      const bytes = new TextEncoder().encode(lines.join(''));
      ({ batchId: many } = await diagnose(product.url, { vehicleId: 'V7', files: [{ name: 'many.log', bytes }] }));
    });

    const untilEnd = () =>
      expect
        .poll(async () => {
          await page.evaluate('document.querySelector(".line-list").scrollBy(0, 1e6)');
          return page.locator('.line-end').count();
        })
        .toBe(1);

    it('can be read from the first to the last, and g leads back to the first', async () => {
      await open(`#/batches/${many}/lines`);
      await page.waitForSelector('.line-text:has-text("step 0 is")');
      await untilEnd();
      await page.waitForSelector(`.line-text:has-text("step ${LINES - 1} is")`);
      expect(await page.locator('.line-list').getAttribute('aria-busy')).toBe('false');
      await page.keyboard.press('g');
      await page.waitForSelector('.line-text:has-text("step 0 is")');
      expect(troubles).toEqual([]);
    });

    it('go on from one that was chosen and is let go', async () => {
      await open(`#/batches/${many}/lines`);
      await page.locator('.line-text:has-text("step 5 is")').click();
      await page.waitForSelector('.line-facts');
      await untilEnd();
      expect(troubles).toEqual([]);
    });

    it('are asked for again where a page could not be had', async () => {
      await page.route(/records\?.*cursor=/, (route) => route.abort(), { times: 1 });
      await open(`#/batches/${many}/lines`);
      await page.waitForSelector('.line');
      await page.evaluate('document.querySelector(".line-list").scrollBy(0, 1e6)');
      await page.waitForSelector('.line-text:has-text("step 199 is")');
      await expect
        .poll(() => page.evaluate('document.querySelector(".line-space").clientHeight'))
        .toBeGreaterThan(8_000);
      expect(troubles.filter((trouble) => !trouble.includes('ERR_FAILED'))).toEqual([]);
    });
  });
});
