import type { Page } from 'playwright-core';

export interface Answer {
  what: string;
  value: string;
}

const SECONDS = 4;

export async function measurePage(page: Page, url: string, batchId: string): Promise<Answer[]> {
  await page.goto(url);
  await page.waitForSelector('.batch');
  const first = await firstPaintMs(page);
  // The first opening also builds the page from its sources.
  await page.reload();
  await page.waitForSelector('.batch');
  const again = await firstPaintMs(page);
  await page.goto(`${url}/#/batches/${batchId}/timeline`);
  await page.waitForSelector('.lane-chart canvas');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.waitForTimeout(1_000);
  const pan = await framesWhile(page, () => wheel(page, '.u-over', { deltaX: 12 }));
  await page.goto(`${url}/#/batches/${batchId}/lines`);
  await page.waitForSelector('.line');
  const scroll = await framesWhile(page, () => wheel(page, '.line-list', { deltaY: 60 }));
  return [
    { what: 'first paint, first opening', value: `${Math.round(first)} ms` },
    { what: 'first paint', value: `${Math.round(again)} ms` },
    { what: 'panning the timeline', value: pan },
    { what: 'scrolling the lines', value: scroll },
  ];
}

const firstPaintMs = (page: Page): Promise<number> =>
  page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN");

async function wheel(
  page: Page,
  over: string,
  { deltaX = 0, deltaY = 0 }: { deltaX?: number; deltaY?: number },
): Promise<void> {
  const box = await page.locator(over).boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  const endsMs = performance.now() + SECONDS * 1_000;
  for (let turn = 0; performance.now() < endsMs; turn++) {
    // There and back, so that an end is never reached.
    const sign = Math.floor(turn / 60) % 2 === 0 ? 1 : -1;
    await page.mouse.wheel(deltaX * sign, deltaY);
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
}

/** Frames a second while something goes on, and how long the slowest twentieth took at least. */
async function framesWhile(page: Page, act: () => Promise<void>): Promise<string> {
  await page.evaluate(`
    window.frames_ = []; window.counts_ = true; let last = performance.now();
    const tick = (now) => { window.frames_.push(now - last); last = now; if (window.counts_) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);`);
  await act();
  const frames = (await page.evaluate('window.counts_ = false, window.frames_')) as number[];
  const sorted = frames.toSorted((a, b) => a - b);
  const perSecond = (frames.length * 1_000) / frames.reduce((sum, ms) => sum + ms, 0);
  return `${perSecond.toFixed(0)} frames/s, 95 % of frames within ${sorted[Math.floor(sorted.length * 0.95)]?.toFixed(1)} ms`;
}
