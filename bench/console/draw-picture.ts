import { playScenario } from '#src/simulator/simulate.ts';
import { diagnose, newPage, startBrowser, startProduct } from '#test/browser/browser.ts';

/** Draws the README's picture of the page: `node bench/console/draw-picture.ts`. What it shows is the sample of `npm start`. */
const PICTURE = 'docs/console.png';

const [product, browser] = await Promise.all([startProduct(), startBrowser()]);
const { files, truth } = playScenario('health-check-rollback', 1);
const { batchId } = await diagnose(product.url, {
  vehicleId: 'sample-vehicle',
  files,
  firmware: { from: truth.firmware.from ?? '', to: truth.firmware.to ?? '' },
});
const { page } = await newPage(browser, product.url, { viewport: { width: 1120, height: 620 } });
await page.goto(`${product.url}/#/batches/${batchId}/report`);
await page.waitForSelector('.chain');
await page.waitForTimeout(500);
await page.screenshot({ path: PICTURE });
console.log(`${PICTURE}: the report of a simulated update that rolled back`);
await browser.close();
await product.close();
