import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BATCH_ID } from '#src/batch/batch.ts';
import { EXPORTED, type ExportedName } from '#src/batch/export-path.ts';
import { RecordsBrokeOff } from '#src/export/batch-source.ts';
import { exportBatch } from '#src/export/export-batch.ts';
import { FORMATS, type FormatName } from '#src/export/formats.ts';
import { fileSink } from '#src/export/sink.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { batchExportSource } from './batch-export-source.ts';
import { CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION } from './endpoint.ts';
import { findFiles } from './find-files.ts';
import { sendBatch } from './upload.ts';
import { uploadRequest } from './upload-request.ts';

const NAMES = EXPORTED;
const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

export const exportTables = defineCommand({
  usage: ['export BATCH --to DIR [OPTIONS]', 'export PATH... --to DIR [OPTIONS]'],
  about: `Writes what a batch shows as tables to take away: ${NAMES.join(', ')}; one file each, under date, platform and firmware. Of a batch, or of files and folders on this machine, which are diagnosed first.
"argus sql" asks them questions; docs/queries.md has ten to begin with. Lines of logs stand in them as they are: treat them as the logs.`,
  options: {
    to: { value: 'DIR', about: 'where the tables go (required); what is there of the same batch is replaced' },
    format: { value: FORMAT_NAMES.join('|'), about: 'of the files (default parquet)' },
    tables: { value: 'LIST', about: 'between commas (default all)' },
    vehicle: { value: 'ID', about: 'of files: the vehicle' },
    platform: { value: 'NAME', about: 'of files: its platform, such as J7' },
    'firmware-from': { value: 'VERSION', about: 'of files: firmware before the update' },
    firmware: { value: 'VERSION', about: 'of files: firmware the update was to bring' },
    ...ENDPOINT_OPTION,
  },
  examples: [
    'export 01JD8Y2M3N4P5Q6R7S8T9V0W1X --to ./fleet',
    'export 01JD8Y2M3N4P5Q6R7S8T9V0W1X --to ./fleet --format csv --tables faults,episodes',
    'export ./logs --to ./fleet --platform J7 --firmware-from 4.1.0 --firmware 4.2.0',
  ],
  takes: 'files',
  async run({ values, positionals }, io) {
    const [first, ...others] = positionals;
    if (first === undefined) throw new UsageError('What is to be exported? Give a batch, or files and folders.');
    if (values.to === undefined) throw new UsageError('Where to? Give a folder with --to.');
    const wish = { folder: resolve(io.cwd, values.to), ...requireWish(values) };
    if (BATCH_ID.test(first) && others.length === 0) return write(clientFor(values.endpoint, io), first, { wish, io });
    const { vehicle = 'unknown', platform = null, firmware = null, 'firmware-from': from = null } = values;
    const versions = firmware === null && from === null ? null : { from, to: firmware };
    const facts = { vehicleId: vehicle, platform, firmware: versions, otaCampaignId: null, claimedOutcome: null };
    return withOwnArgus(io, async (client) => {
      const files = await findFiles(positionals, io.cwd);
      const batchId = await sendBatch({ client, request: await uploadRequest(facts, files), files, io });
      await untilEnd(client, batchId, io.signal);
      return write(client, batchId, { wish, io });
    });
  },
});

interface Wish {
  folder: string;
  format: FormatName;
  tables: ExportedName[];
}

function requireWish({ format = 'parquet', tables }: { format?: string; tables?: string }): Omit<Wish, 'folder'> {
  if (!isFormat(format)) throw new UsageError(`There is no format "${format}": take ${FORMAT_NAMES.join(', ')}.`);
  const names = tables?.split(',') ?? NAMES;
  const unknown = names.find((name) => !isTable(name));
  if (unknown !== undefined) throw new UsageError(`There is no table "${unknown}": take ${NAMES.join(', ')}.`);
  return { format, tables: NAMES.filter((name) => names.includes(name)) };
}

const isFormat = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);
const isTable = (name: string): name is ExportedName => NAMES.some((each) => each === name);

async function write(client: ApiClient, batchId: string, { io, wish }: { wish: Wish; io: Io }): Promise<ExitCode> {
  const { folder, tables } = wish;
  const source = await batchExportSource(client, batchId, io.signal);
  const format = await FORMATS[wish.format]();
  const open = (path: string) => fileSink(join(folder, path));
  const exported = await exportBatch(source, { format, tables, open }).catch((error) => explain(error, folder));
  for (const { path, rows } of exported) await io.stdout.write(`${rows} rows  ${path}\n`);
  return 0;
}

/** A disk that is full, or a folder that nobody may write to, is no defect. */
function explain(error: unknown, folder: string): never {
  if (error instanceof RecordsBrokeOff) throw new CommandFailed(error.message);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined) throw new CommandFailed(`${folder} cannot be written to (${code}).`);
  throw error;
}

/** The whole product for the time of one command: what is exported of files is what their batch would show. */
async function withOwnArgus(io: Io, act: (client: ApiClient) => Promise<ExitCode>): Promise<ExitCode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'argus-export-'));
  try {
    const argus = await serveArgus({
      dataDir,
      port: 0,
      onError: (error) => void io.stderr.write(`${String(error)}\n`),
    });
    try {
      return await act(apiClient({ endpoint: argus.url, signal: io.signal }));
    } finally {
      await argus.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The stream of a diagnosis ends with the batch. */
async function untilEnd(client: ApiClient, batchId: string, signal: AbortSignal): Promise<void> {
  const { body } = await client.open(`/batches/${batchId}/diagnosis`, { signal });
  for await (const _ of body ?? []);
}
