import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enterState } from '#src/batch/enter-state.ts';
import { rawKey } from '#src/batch/keys.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { type GatewayServer, gatewayServer } from '#test/support/gateway-server.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

interface Sent {
  code: number | null;
  stdout: string;
  stderr: string;
  batchId: string;
}

/** As on a gateway, with nothing but sh, curl and the usual small tools. */
async function send({ url }: GatewayServer, files: readonly string[], env: Record<string, string> = {}): Promise<Sent> {
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  const script = spawn('sh', ['docs/samples/upload.sh', 'V9', ...files], {
    env: { PATH: `${toolsOfATest()}:${process.env['PATH']}`, ARGUS_URL: url, ...keys, ...env },
  });
  const [stdout, stderr, code] = await Promise.all([
    script.stdout.setEncoding('utf8').toArray(),
    script.stderr.setEncoding('utf8').toArray(),
    new Promise<number | null>((resolve) => void script.on('close', resolve)),
  ]);
  const text = stdout.join('');
  return { code, stdout: text, stderr: stderr.join(''), batchId: /Batch (\w{26})/.exec(text)?.[1] ?? '' };
}

/** Waits nothing; gives credentials numbered by how often they were asked for; each look at the clock takes 100 s. */
function toolsOfATest(): string {
  const folder = temporaryFolder();
  const tools = {
    sleep: '',
    date: `n=$(($(cat "$CLOCK") + 100)); echo "$n" | tee "$CLOCK"`,
    curl: `case "$*" in
  *role-aliases*) echo >>"$CLOCK.asked"
    n=$(wc -l <"$CLOCK.asked" | tr -d ' ')
    echo '{"credentials":{"accessKeyId":"id","secretAccessKey":"secret","sessionToken":"token-'"$n"'"}}' ;;
  *) exec /usr/bin/env PATH="\${PATH#*:}" curl "$@" ;;
esac`,
  };
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

function session(): string[] {
  const folder = temporaryFolder();
  return ['one.log', 'two.log'].map((name) => {
    writeFileSync(join(folder, name), `I boot: ${name}\n`);
    return join(folder, name);
  });
}

const stateOf = async ({ world }: GatewayServer, batchId: string) => (await world.table.find(batchId))?.state;

describe('docs/samples/upload.sh', () => {
  it('sends what is missing and nothing twice', async () => {
    const gateway = await gatewayServer();
    const files = session();
    const first = await send(gateway, files);
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('All sent.') });
    expect(await stateOf(gateway, first.batchId)).toBe('parsing');
    gateway.asked.length = 0;
    const again = await send(gateway, files);
    expect([again.code, again.batchId]).toEqual([0, first.batchId]);
    expect(gateway.asked.filter((request) => request.startsWith('PUT'))).toEqual([]);
  });

  it('sends by the door of vehicles, below the name of its own', async () => {
    const gateway = await gatewayServer();
    const files = session();
    const sent = await send(gateway, files, { ARGUS_URL: gateway.vehicleUrl });
    expect(sent).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('All sent.') });
    expect(gateway.asked[0]).toBe('POST /vehicles/V9/batches');
    const other = await send(gateway, files, { ARGUS_URL: gateway.vehicleUrl.replace('V9', 'V8') });
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('The certificate is that of V8')]);
  });

  it('sends the files of a batch that expired unsent, instead of calling them sent', async () => {
    const gateway = await gatewayServer();
    const files = session();
    gateway.refuse = ({ method }) => (method === 'PUT' ? 400 : 0);
    const refused = await send(gateway, files.slice(0, 1));
    expect(refused.code).toBe(1);
    gateway.world.nowMs += 2 * 3_600_000;
    await sweepBatches(gateway.world);
    expect(await stateOf(gateway, refused.batchId)).toBe('expired');
    gateway.refuse = () => 0;
    const again = await send(gateway, files.slice(0, 1));
    expect(again).toMatchObject({ code: 0, batchId: refused.batchId, stdout: expect.stringContaining('sent one.log') });
    expect(await stateOf(gateway, again.batchId)).toBe('parsing');
  });

  it('ends with 1 where the batch expired, failed, or went on without a file', async () => {
    const gateway = await gatewayServer();
    for (const [to, sentence] of [
      ['expired', 'The batch had expired before a file was in. The same command sends them again.'],
      ['failed', 'The batch is failed. Why.'],
      ['parsing', 'The batch had gone on without 2 of 2 files, which came too late. With ARGUS_NEW set'],
    ] as const) {
      let isEnded = false;
      gateway.refuse = ({ method, url }) => {
        const [, batchId] = /raw\/(\w{26})/.exec(url ?? '') ?? [];
        if (method !== 'PUT' || !batchId || isEnded) return 0;
        isEnded = true;
        void enterState(gateway.world, batchId, { to, message: 'Why.' });
        return 0;
      };
      const { code, stdout, stderr } = await send(gateway, session(), { ARGUS_NEW: to });
      expect([code, stdout.includes('All sent')]).toEqual([1, false]);
      expect(stderr).toContain(sentence);
    }
  });

  it('renews the credentials of its certificate before they end, and when they are refused', async () => {
    const gateway = await gatewayServer();
    const CLOCK = join(temporaryFolder(), 'clock');
    writeFileSync(CLOCK, '1000000');
    const asked: string[] = [];
    gateway.refuse = ({ method, headers }) => {
      const token = headers['x-amz-security-token'];
      if (method === 'PUT') writeFileSync(CLOCK, String(Number(readFileSync(CLOCK, 'utf8')) + 3_000));
      else asked.push(`${method} ${token}`);
      return token === 'token-1' ? 403 : 0;
    };
    const iot = { IOT_ENDPOINT: 'iot', IOT_ROLE_ALIAS: 'a', IOT_THING: 't', IOT_CERT: 'c', IOT_KEY: 'k', IOT_CA: 'ca' };
    const { code, stderr } = await send(gateway, session(), { ...iot, CLOCK });
    expect([code, stderr]).toEqual([0, '']);
    expect(asked).toEqual(['POST token-1', 'POST token-2', 'GET token-3']);
  });

  it('sends a large file in parts, and after a break only the parts that are missing', async () => {
    const gateway = await gatewayServer();
    const path = join(temporaryFolder(), 'large.log');
    const bytes = randomBytes(2_500);
    writeFileSync(path, bytes);
    let puts = 0;
    gateway.refuse = ({ method }) => (method === 'PUT' && ++puts === 2 ? 503 : 0);
    const { code, batchId, stdout } = await send(gateway, [path]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('sent large.log')]);
    expect(puts).toBe(4);
    const stored = await gateway.world.store.readAll(rawKey(batchId, 0));
    expect(createHash('sha256').update(stored).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
