import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BatchDetail, UploadItem, UploadPage } from '#src/api/batch-schemas.ts';
import { type Sign, signerFor } from '#src/cli/aws-signature.ts';
import { parseEvents } from '#src/cli/event-source.ts';
import type { Report } from '#src/report/report.ts';
import { playScenario } from '#src/simulator/simulate.ts';

/*
 * Checks a deployment in a real account for what no emulator shows: `node bin/smoke.ts --outputs cdk-outputs.json`, with
 * credentials in the environment that may call the API. It leaves one batch of a simulated vehicle behind.
 */

const HELP = `npx node bin/smoke.ts [--outputs FILE]

Checks a deployment in a real account: uploads as S3 takes and refuses them, the live diagnosis, links, the report, the model,
and, where the stage has them, the doors of people who sign in and of vehicles.
It leaves one batch of a simulated vehicle ("smoke") behind, and costs cents. The exit code is 1 when a check failed.

Options
  --outputs FILE  what "cdk deploy --outputs-file" wrote (default cdk-outputs.json)
  --help          this text

Credentials that may call the API are taken from the environment (AWS_ACCESS_KEY_ID, …).
`;

const { ApiUrl: apiUrl, DeviceUrl: deviceUrl, PeopleUrl: peopleUrl } = readOutputs(process.argv.slice(2));
const sign: Sign | undefined = signerFor(apiUrl, process.env);
const { files } = playScenario('signature-failure', Date.now() % 1_000_000);
/** A viewer that sees the first bytes so long before the last ones is not given everything at the end. */
const STREAMED_MS = 500;

/** Where the doors of a stage are; those that it was not asked for are not there. */
interface Outputs {
  ApiUrl: string;
  DeviceUrl?: string;
  PeopleUrl?: string;
}

/** Ends the process where there is nothing to check: with the help that was asked for, or one sentence. */
function readOutputs(argv: string[]): Outputs {
  try {
    const options = { outputs: { type: 'string', default: 'cdk-outputs.json' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: argv, options });
    if (values.help) process.stdout.write(HELP);
    if (values.help) process.exit(0);
    const stacks = Object.values(JSON.parse(readFileSync(values.outputs, 'utf8')) as Record<string, Partial<Outputs>>);
    const outputs = stacks.find((stack) => typeof stack?.ApiUrl === 'string');
    if (outputs?.ApiUrl !== undefined) return { ...outputs, ApiUrl: outputs.ApiUrl };
    process.stderr.write(
      `${values.outputs} names no ApiUrl: write it by "npx cdk deploy --outputs-file cdk-outputs.json".\n`,
    );
  } catch (error) {
    process.stderr.write(`${(error as Error).message} See "npx node bin/smoke.ts --help".\n`);
  }
  process.exit(1);
}

interface Row {
  check: string;
  result: 'ok' | 'FAILED';
  seen: string;
}

const rows: Row[] = [];

/** Notes what was seen; a check that throws has failed, and the next one goes on. */
async function check(name: string, run: () => Promise<{ holds: boolean; seen: string }>): Promise<void> {
  const { holds, seen } = await run().catch((error: Error) => ({ holds: false, seen: error.message }));
  rows.push({ check: name, result: holds ? 'ok' : 'FAILED', seen: seen.slice(0, 60) });
  console.error(`${holds ? 'ok    ' : 'FAILED'} ${name}: ${seen}`);
}

const expectStatus = (wanted: number, { status }: Response) => ({ holds: status === wanted, seen: String(status) });

function api(path: string, method = 'GET', json?: unknown): Promise<Response> {
  const url = new URL(path, apiUrl);
  const body = json === undefined ? '' : JSON.stringify(json);
  const headers: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
  const signed = sign ? sign({ method, url, headers, body }) : headers;
  return fetch(url, { method, headers: signed, ...(json !== undefined && { body }) });
}

async function createBatch(): Promise<UploadPage> {
  const described = files.map(({ name, bytes }) => ({
    name,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const answer = await api('/batches', 'POST', { vehicleId: 'smoke', platform: 'J7', files: described });
  return (await answer.json()) as UploadPage;
}

function put({ url, headers }: UploadItem, bytes: Uint8Array): Promise<Response> {
  const sent = { ...headers, 'content-length': String(bytes.length) };
  return fetch(url, { method: 'PUT', headers: sent, body: new Uint8Array(bytes) });
}

interface Watched {
  firstByteMs: number;
  lastByteMs: number;
  types: string[];
}

async function watch(link: string): Promise<Watched> {
  const beganMs = performance.now();
  const { body } = await fetch(link);
  let firstByteMs = Number.NaN;
  const timed = body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        if (Number.isNaN(firstByteMs)) firstByteMs = performance.now() - beganMs;
        controller.enqueue(new Uint8Array(chunk));
      },
    }),
  );
  const types: string[] = [];
  if (timed) for await (const { type } of parseEvents(timed)) types.push(type);
  return { firstByteMs, lastByteMs: performance.now() - beganMs, types };
}

await check('the API refuses who does not sign', async () =>
  expectStatus(403, await fetch(new URL('/healthz', apiUrl))),
);
await check('the API answers who does', async () => expectStatus(200, await api('/healthz')));
const page = await createBatch();
const { links } = (await (await api(`/batches/${page.batchId}`)).json()) as BatchDetail;
const [first, ...others] = page.uploads;
const { bytes } = files[first.file];
const watching = watch(links['diagnosis']);

await check('S3 refuses another size', async () => expectStatus(403, await put(first, bytes.subarray(1))));
await check('S3 refuses other bytes', async () => expectStatus(400, await put(first, bytes.toReversed())));
await check('S3 takes the signed header set', async () => expectStatus(200, await put(first, bytes)));
await check('S3 refuses a second time', async () => expectStatus(412, await put(first, bytes)));
await check('the other uploads arrive', async () => {
  const answers = await Promise.all(others.map((item) => put(item, files[item.file].bytes)));
  return { holds: answers.every(({ ok }) => ok), seen: answers.map(({ status }) => status).join(', ') };
});
await check('the diagnosis streams', async () => {
  const { firstByteMs, lastByteMs, types } = await watching;
  const seen = `first byte after ${Math.round(firstByteMs)} ms, last after ${Math.round(lastByteMs)} ms`;
  return { holds: types.at(-1) === 'done' && lastByteMs - firstByteMs > STREAMED_MS, seen };
});
await check('an altered link opens nothing', async () =>
  expectStatus(403, await fetch(links['diagnosis'].replace(/proof=(.)/, (_, c) => `proof=${c === '0' ? 1 : 0}`))),
);
if (peopleUrl !== undefined) {
  await check('the page is served to who comes to sign in', async () =>
    expectStatus(200, await fetch(peopleUrl, { headers: { accept: 'text/html' } })),
  );
  await check('nobody sees batches without signing in', async () =>
    expectStatus(401, await fetch(new URL('/batches', peopleUrl))),
  );
  await check('the provider knows the page that leads to it', async () => {
    const away = await fetch(new URL('/sign-in', peopleUrl), { redirect: 'manual' });
    const there = await fetch(away.headers.get('location') ?? '');
    // A client or an address that it does not know ends at a page of errors.
    return { holds: there.ok && !/error/.test(there.url), seen: `${there.status} ${new URL(there.url).pathname}` };
  });
}
if (deviceUrl !== undefined) {
  await check('the door of vehicles refuses who has no certificate', async () =>
    expectStatus(403, await fetch(new URL('smoke/batches/0', deviceUrl))),
  );
}
const report = (await (await api(`/batches/${page.batchId}/report`)).json()) as Report;
await check('the report has its cause', async () => ({
  holds: report.finding === 'fault',
  seen: `${report.verdict}: ${report.headline}`,
}));
await check('the model answers, where there is one', async () => ({
  holds: report.model === null || report.model.status === 'answered',
  seen: report.model
    ? `${report.model.id}: ${report.model.status}, ${report.model.firstTokenMs} ms`
    : 'none configured',
}));

console.table(rows);
process.exitCode = rows.every(({ result }) => result === 'ok') ? 0 : 1;
