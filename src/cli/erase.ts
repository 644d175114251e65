import { createHash } from 'node:crypto';
import type { BatchListPage, ErasurePage } from '#src/api/batch-schemas.ts';
import { jsonText } from '#src/report/json-text.ts';
import type { ApiClient } from './api-client.ts';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION } from './endpoint.ts';
import { countText } from './live-lines.ts';
import { textTable } from './text-table.ts';

/** Beyond the reach of every program: said, so that the record does not claim more than is true. */
const BEYOND = `Not reached: backups (on AWS the table's point-in-time recovery, 35 days), and logs and executions, which name batches and
no vehicle.`;

export const erase = defineCommand({
  usage: ['erase --vehicle ID [--yes] [--endpoint URL]'],
  about: `Erases everything that is kept of a vehicle: uploads, results, rows and events of all its batches. Prints what was erased and
what a look after it found, as a record to keep. A batch that is worked on, or that was open for uploads a quarter of an hour
ago, has to wait: the exit code is 1 until nothing is left.

On AWS this has a door of its own: the output EraseUrl of the stack.`,
  options: {
    vehicle: { value: 'ID', about: 'the vehicle' },
    json: { about: 'print the record, or the count, as JSON' },
    yes: { about: 'erase; without it the batches are counted only' },
    ...ENDPOINT_OPTION,
  },
  examples: ['erase --vehicle V1', 'erase --vehicle V1 --yes > erased-V1.txt'],
  async run({ values, positionals }, io) {
    if (positionals.length > 0) throw new UsageError(`"erase" takes no argument such as "${positionals[0]}".`);
    if (!values.vehicle) throw new UsageError('Say whose data to erase: argus erase --vehicle ID.');
    const client = clientFor(values.endpoint, io);
    if (!values.yes) {
      const count = await countBatches(client, values.vehicle);
      const text = `${batchesText(count)} of vehicle ${values.vehicle} would be erased. Nothing was: add --yes.\n`;
      await io.stdout.write(values.json ? `${jsonText({ vehicleId: values.vehicle, batches: count })}\n` : text);
      return 0;
    }
    const record = await eraseAll(client, values.vehicle);
    await io.stdout.write(values.json ? `${jsonText(record)}\n` : textOf(record));
    return isDone(record) ? 0 : 1;
  },
});

async function countBatches(client: ApiClient, vehicleId: string): Promise<number> {
  let count = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ vehicleId, limit: '100', ...(cursor && { cursor }) });
    const page: BatchListPage = await client.readJson(`/batches?${query}`);
    count += page.batches.length;
    cursor = page.cursor;
  }
  return count;
}

async function eraseAll(client: ApiClient, vehicleId: string): Promise<ErasurePage> {
  const pages: ErasurePage[] = [];
  do pages.push(await client.readJson('/erasures', { method: 'POST', json: { vehicleId } }));
  while (pages.at(-1)?.hasMore);
  const last = pages[pages.length - 1];
  const sum = (count: (page: ErasurePage) => number) => pages.reduce((total, page) => total + count(page), 0);
  return {
    ...last,
    erased: pages.flatMap(({ erased }) => erased),
    left: { batches: sum(({ left }) => left.batches), objects: sum(({ left }) => left.objects) },
  };
}

const batchesText = (count: number): string => `${count} ${count === 1 ? 'batch' : 'batches'}`;

const isDone = ({ waiting, left }: ErasurePage): boolean =>
  waiting.length === 0 && left.batches === 0 && left.objects === 0;

function textOf(record: ErasurePage): string {
  const { vehicleId, at, erased, left } = record;
  const rows = erased.map(({ batchId, objects, bytes, rows }) => [batchId, objects, bytes, rows].map(String));
  const body = [
    `Vehicle ${vehicleId}, ${at}\n\n`,
    rows.length > 0 ? textTable([['erased', 'objects', 'bytes', 'rows'], ...rows]) : 'There was nothing to erase.\n',
    ...record.waiting.map(({ batchId, state, from }) =>
      from === null
        ? `${batchId} is ${state}: erase again when it has ended.\n`
        : `${batchId} is ${state} and may still be written to: erase again after ${from}.\n`,
    ),
    `\nLooked again: ${countText(left.objects, 'object')} and ${batchesText(left.batches)} of these left.\n`,
    `${BEYOND}\n`,
  ].join('');
  return `${body}SHA-256 of the lines above: ${createHash('sha256').update(body).digest('hex')}\n`;
}
