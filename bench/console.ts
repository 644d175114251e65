import { isChromiumAbsent, newPage, startBrowser, startProduct } from '#test/browser/browser.ts';
import { type Answer, measurePage } from './console/measure-page.ts';
import { millionRecords } from './console/million-records.ts';

/**
 * What a reader feels of the page: first paint, and frames per second while the timeline of a batch of a million records is
 * panned and its lines are scrolled, as the browser itself measures them: `node bench/console.ts`. Needs a Chromium.
 */
if (!isChromiumAbsent()) {
  const [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  try {
    const batchId = await millionRecords(product.url);
    const { context, page } = await newPage(browser, product.url);
    const answers: Answer[] = await measurePage(page, product.url, batchId);
    console.table(answers);
    await context.close();
  } finally {
    await browser.close();
    await product.close();
  }
}
