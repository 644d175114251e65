import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FilePage } from '#src/api/batch-schemas.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { diagnose, isChromiumAbsent, openPage, untilShown, useProduct } from './browser.ts';

const entries = corpusEntries().filter(({ file }) => corpusFile(file) !== undefined);

describe.skipIf(isChromiumAbsent() || isCorpusAbsent())('the page of a real log', () => {
  const product = useProduct();

  for (const { file } of entries) {
    it(`opens, and its lines scroll: ${file}`, async () => {
      const bytes = readFileSync(corpusFile(file) ?? '');
      const { batchId } = await diagnose(product.url, { vehicleId: 'real', files: [{ name: file, bytes }] });
      const { files } = (await (await fetch(`${product.url}/batches/${batchId}/files`)).json()) as FilePage;
      const records = (files[0].streams ?? []).reduce((sum, each) => sum + each.records, 0);
      const { page, troubles } = await openPage(product.browser, product.url);
      for (const tab of ['files', 'report', 'timeline', 'patterns', 'lines']) {
        await page.goto(`${product.url}/#/batches/${batchId}/${tab}`);
        await untilShown(page, `.page-${tab}`);
        expect(await page.locator('.trouble').allTextContents(), tab).toEqual([]);
      }
      if (records === 0) await page.waitForSelector('.empty');
      else await expectScrolls();
      expect(troubles).toEqual([]);

      async function expectScrolls(): Promise<void> {
        await page.waitForSelector('.line');
        for (let turn = 0; turn < 8; turn++) {
          await page.evaluate('document.querySelector(".line-list").scrollBy(0, 3000)');
          await page.waitForTimeout(30);
        }
        expect(await page.locator('.line').count()).toBeGreaterThan(0);
        await page.locator('.line').last().click();
        await page.waitForSelector('.line-facts');
      }
    });
  }
});
