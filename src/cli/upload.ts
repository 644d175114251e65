import { randomUUID } from 'node:crypto';
import type { UploadPage } from '#src/api/batch-schemas.ts';
import { takesFiles } from '#src/batch/states.ts';
import { jsonText } from '#src/report/json-text.ts';
import type { ApiClient } from './api-client.ts';
import { paletteFor } from './colour.ts';
import { CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION } from './endpoint.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { countText, sizeText } from './live-lines.ts';
import { REPORT_OPTIONS, readReportOptions } from './report-option.ts';
import { readSessionFacts, SESSION_OPTIONS } from './session-options.ts';
import { showDiagnosis } from './show-diagnosis.ts';
import { uploadFiles } from './upload-files.ts';
import { UploadProgress } from './upload-progress.ts';
import { type UploadRequest, uploadRequest } from './upload-request.ts';
import { findLoss } from './what-came.ts';

export const upload = defineCommand({
  usage: ['upload PATH... --vehicle ID [OPTIONS]'],
  about: `Sends files, and folders with all that is in them, as one batch (one session of one vehicle), then follows its diagnosis.
Run the same command again after a break: it goes on with what is missing.`,
  options: {
    ...SESSION_OPTIONS,
    vehicle: { value: 'ID', about: 'the vehicle (required): letters, digits and . _ : -' },
    'compare-to': { value: 'ID', about: 'an earlier batch of a vehicle that was well, to compare with' },
    new: { about: 'make a new batch even if these files were sent before' },
    'no-follow': { about: 'only send, and print the batch id; 1 when the batch did not take every file' },
    ...REPORT_OPTIONS,
    ...ENDPOINT_OPTION,
  },
  examples: [
    'upload ./logs --vehicle WVWZZZ1JZXW000001',
    'upload gateway.dlt ivi.log can.log --vehicle V1 --platform J7 --from 4.1.0 --to 4.2.0 --claimed success',
    'upload ./logs --vehicle V1 --no-follow --endpoint https://argus.example',
  ],
  takes: 'files',
  async run({ values, positionals }, io) {
    const print = readReportOptions(values);
    if (positionals.length === 0) throw new UsageError('What is to be sent? Give files or folders.');
    if (values.vehicle === undefined) throw new UsageError('Which vehicle is it from? Give --vehicle ID.');
    const client = clientFor(values.endpoint, io);
    const files = await findFiles(positionals, io.cwd);
    const { vehicle: vehicleId, 'compare-to': compareTo } = values;
    const facts = { ...readSessionFacts(values), vehicleId, ...(compareTo !== undefined && { compareTo }) };
    const request = await uploadRequest(facts, files, values.new ? randomUUID() : '');
    const batchId = await sendBatch({ client, request, files, io });
    const loss = await findLoss(client, batchId);
    if (values['no-follow'])
      await io.stdout.write(print.format === 'json' ? `${jsonText({ batchId })}\n` : `${batchId}\n`);
    else if ((await showDiagnosis(client, batchId, io, print)) !== 0) return 1;
    if (loss !== undefined) throw new CommandFailed(loss);
    return 0;
  },
});

interface Sending {
  client: ApiClient;
  request: UploadRequest;
  files: readonly FoundFile[];
  io: Io;
}

/** Creates the batch, or finds the one of an earlier run, and sends what it waits for. */
export async function sendBatch({ client, request, files, io }: Sending): Promise<string> {
  const page = await client.readJson<UploadPage>('/batches', {
    method: 'POST',
    json: request.body,
    headers: { 'idempotency-key': request.idempotencyKey },
  });
  const { batchId } = page;
  const { bold } = paletteFor(io.stderr, io.env);
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  await io.stderr.write(`Batch ${bold(batchId)}: ${countText(files.length, 'file')}, ${sizeText(bytes)}\n`);
  if (!takesFiles(page.state)) {
    await io.stderr.write(`These files were sent before; the batch is ${page.state}. (--new sends them again.)\n`);
    return batchId;
  }
  const progress = new UploadProgress(io, { files: files.length, bytes });
  const failed = await uploadFiles({ client, batchId, files, progress, signal: io.signal }, page);
  await progress.finish();
  requireAllSent(failed, io);
  return batchId;
}

function requireAllSent(failed: number, io: Io): ExitCode {
  if (io.signal.aborted) throw new CommandFailed('Interrupted. The same command goes on with what is missing.');
  if (failed === 0) return 0;
  throw new CommandFailed(`${countText(failed, 'file')} could not be sent. The same command tries those again.`);
}
