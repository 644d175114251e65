import { describe, expect, it } from 'vitest';
import { estimateCost, type Load, totalOf } from '#src/cost/estimate.ts';
import { MODEL_PRICES } from '#src/cost/prices.ts';
import { runLine } from '#test/support/command-line.ts';

const load = (files: number, megabytes: number): Load => ({
  files,
  fileBytes: megabytes * 1e6,
  watchSeconds: 60,
  model: null,
});
const infrastructure = (files: number, megabytes: number) =>
  totalOf(estimateCost(load(files, megabytes)).infrastructure);

describe('the cost of a batch', () => {
  it('is below half a cent for 100 files of 10 MB, without storage and model', () => {
    expect(infrastructure(100, 10)).toBeLessThan(0.005);
  });

  it('is below ten cents for 10,000 files of 100 KB', () => {
    expect(infrastructure(10_000, 0.1)).toBeLessThan(0.1);
  });

  it('is no dearer than it was before batches waited, quotes were kept and a page was served', () => {
    expect(infrastructure(100, 10)).toBeLessThan(0.00336);
    expect(infrastructure(10_000, 0.1)).toBeLessThan(0.0922);
  });

  it('grows with files and with bytes', () => {
    expect(infrastructure(200, 10)).toBeGreaterThan(infrastructure(100, 10));
    expect(infrastructure(100, 20)).toBeGreaterThan(infrastructure(100, 10));
  });

  it('charges a model by its tokens', () => {
    const model = MODEL_PRICES['claude-sonnet-5-5'];
    expect(estimateCost({ ...load(1, 1), model }).model?.usd).toBeCloseTo(8_000 * 2e-6 + 1_500 * 10e-6, 9);
  });
});

describe('argus cost', () => {
  it('prints every item, their sum and the date of the prices', async () => {
    const { code, stdout } = await runLine(['cost', '--files', '100', '--mb', '10', '--model', 'claude-haiku-5-5']);
    expect(code).toBe(0);
    for (const what of ['parsing', 'S3 requests', 'infrastructure', 'storage', 'language model', 'one batch']) {
      expect(stdout).toContain(what);
    }
    expect(stdout).toMatch(/list prices of \d{4}-\d\d-\d\d/);
  });

  it.each([
    [['--mb', '1'], 'How many files? Give --files N.'],
    [['--files', '1', '--mb', '-3'], '--mb must be a number above 0'],
    [['--files', '20000', '--mb', '1'], '--files must be a whole number from 1 to 10000'],
    [['--files', '1', '--mb', '1', '--model', 'constructor'], 'No price is known for "constructor".'],
  ])('refuses %j in one sentence', async (argv, sentence) => {
    const { code, stderr } = await runLine(['cost', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
