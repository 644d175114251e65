import { ASSUMED, type CostLine, type Estimate, estimateCost, totalOf } from '#src/cost/estimate.ts';
import { MODEL_PRICES, type ModelPrice, PRICES } from '#src/cost/prices.ts';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { requireWholeNumber } from './options.ts';

export const cost = defineCommand({
  usage: ['cost --files N --mb M [OPTIONS]'],
  about: `What one batch costs on AWS, item by item, by list prices of ${PRICES.asOf} in ${PRICES.region}. The formula is in
src/cost/estimate.ts; free tiers, taxes and data leaving AWS are not in it.`,
  options: {
    files: { value: 'N', about: 'log files in the batch, 1 to 10000 (required)' },
    mb: { value: 'M', about: 'megabytes of each file, such as 10 or 0.1 (required)' },
    model: { value: Object.keys(MODEL_PRICES).join('|'), about: 'the language model (default: none)' },
    watch: { value: 'S', about: 'seconds that somebody watches the diagnosis live (default 60)' },
    json: { about: 'one JSON object' },
  },
  examples: ['cost --files 100 --mb 10', 'cost --files 10000 --mb 0.1 --model claude-sonnet-5-5'],
  async run({ values }, io) {
    if (values.files === undefined) throw new UsageError('How many files? Give --files N.');
    if (values.mb === undefined) throw new UsageError('How large is a file? Give --mb M.');
    const estimate = estimateCost({
      files: requireWholeNumber('--files', values.files, { min: 1, max: 10_000 }),
      fileBytes: Math.round(requireMegabytes(values.mb) * 1e6),
      watchSeconds: requireWholeNumber('--watch', values.watch ?? '60', { min: 0, max: 900 }),
      model: values.model === undefined ? null : requireModel(values.model),
    });
    const text = values.json
      ? `${JSON.stringify({ prices: PRICES, assumed: ASSUMED, ...estimate })}\n`
      : table(estimate);
    await io.stdout.write(text);
    return 0;
  },
});

function requireMegabytes(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 5_000_000) return value;
  throw new UsageError(`--mb must be a number above 0, such as 10 or 0.1, not "${text}".`);
}

function requireModel(name: string): ModelPrice {
  const price = MODEL_PRICES[name];
  if (Object.hasOwn(MODEL_PRICES, name) && price) return price;
  throw new UsageError(`No price is known for "${name}". Known: ${Object.keys(MODEL_PRICES).join(', ')}.`);
}

function table({ units, infrastructure, storage, model }: Estimate): string {
  const infra = totalOf(infrastructure);
  const all = totalOf([storage, ...(model ? [model] : [])]) + infra;
  const lines = [
    ...infrastructure,
    { what: 'infrastructure', usd: infra, sum: `${units} units of work` },
    storage,
    ...(model ? [model] : []),
    { what: 'one batch', usd: all, sum: '' },
  ];
  return `${lines.map(line).join('\n')}\n\nUSD, list prices of ${PRICES.asOf}, ${PRICES.region}.\n`;
}

const line = ({ what, usd, sum }: CostLine): string =>
  `${what.padEnd(18)} ${usd.toFixed(5).padStart(9)}  ${sum}`.trimEnd();
