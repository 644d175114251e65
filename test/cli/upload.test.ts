import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawKey } from '#src/batch/keys.ts';
import { runLine } from '#test/support/command-line.ts';
import { type ServerUnderTest, serverUnderTest } from '#test/support/http-server.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function session(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'logs/ecu1'), { recursive: true });
  writeFileSync(join(folder, 'logs/gateway.dlt'), 'gateway');
  writeFileSync(join(folder, 'logs/ecu1/system.log'), 'system');
  writeFileSync(join(folder, 'logs/empty.log'), '');
  return folder;
}

const sendOnly = (server: ServerUnderTest, cwd: string, ...more: string[]) =>
  runLine(['upload', 'logs', '--vehicle', 'V1', '--no-follow', '--endpoint', server.url, ...more], { cwd });

describe('argus upload', () => {
  it('sends a folder with all that is in it and prints the batch id', async () => {
    const server = await serverUnderTest();
    const { code, stdout, stderr } = await sendOnly(server, session(), '--from', '1', '--claimed', 'success');
    expect(code).toBe(0);
    const batchId = stdout.trim();
    const page = await (await fetch(`${server.url}/batches/${batchId}/files`)).json();
    expect(page).toMatchObject({
      files: [{ name: 'ecu1/system.log' }, { name: 'empty.log', sizeBytes: 0 }, { name: 'gateway.dlt' }],
    });
    expect(await (await fetch(`${server.url}/batches/${batchId}`)).json()).toMatchObject({
      vehicleId: 'V1',
      firmware: { from: '1', to: null },
      claimedOutcome: 'success',
    });
    expect(new TextDecoder().decode(await server.store.readAll(rawKey(batchId, 0)))).toBe('system');
    expect(stderr).toContain('3/3');
  });

  it('goes on with what is missing when the same command is run again', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    const { presignUpload } = server.store;
    let granted = 0;
    server.store.presignUpload = async (constraints) => {
      granted++;
      return presignUpload(constraints);
    };
    const first = (await sendOnly(server, cwd)).stdout.trim();
    await server.table.addUploaded(first, 0, [0, 2]);
    granted = 0;
    const second = await sendOnly(server, cwd);
    expect([second.stdout.trim(), granted]).toEqual([first, 1]);
  });

  it('takes a file that is already there for sent', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    await sendOnly(server, cwd);
    const { code, stderr } = await sendOnly(server, cwd);
    expect(code).toBe(0);
    expect(stderr).toContain('there already');
  });

  it('sends the files of a batch that had expired, instead of calling them sent', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    const batchId = (await sendOnly(server, cwd)).stdout.trim();
    await server.table.change(batchId, { from: ['uploading'], to: 'expired', atMs: 1 });
    const { code, stdout, stderr } = await sendOnly(server, cwd);
    expect([code, stdout.trim()]).toEqual([0, batchId]);
    expect(stderr).toContain('3/3');
    expect((await server.table.find(batchId))?.state).toBe('uploading');
  });

  it.each([
    ['expired', 'The batch had expired before a file was in. The same command sends them again.'],
    ['failed', 'The batch is failed. Why.'],
    ['parsing', 'The batch had gone on without 2 of 3 files, which came too late. --new sends all of them again'],
  ] as const)('does not call files sent that a batch which is %s by then did not take', async (to, sentence) => {
    const server = await serverUnderTest();
    const { createOnce } = server.store;
    let sent = 0;
    server.store.createOnce = async (...args) => {
      const created = await createOnce(...args);
      const [{ batchId }] = (await server.table.list({ limit: 1 })).batches;
      if (++sent === 1) await server.table.addUploaded(batchId, 0, [0]);
      if (sent === 3) await server.table.change(batchId, { from: ['uploading'], to, atMs: 1, message: 'Why.' });
      return created;
    };
    const { code, stdout, stderr } = await sendOnly(server, session());
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^\w{26}\n$/)]);
    expect(stderr).toContain(`argus: ${sentence}`);
  });

  it('makes a new batch of the same files with --new', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    const first = await sendOnly(server, cwd);
    const second = await sendOnly(server, cwd, '--new');
    expect(second.stdout).not.toBe(first.stdout);
  });

  it('gets new URLs for those that have expired', async () => {
    const server = await serverUnderTest();
    server.clock.ms = -3_600_000;
    const { presignUpload } = server.store;
    server.store.presignUpload = async (constraints) => {
      server.clock.ms = 0;
      return presignUpload(constraints);
    };
    expect((await sendOnly(server, session())).code).toBe(0);
  });

  it('tries again when a connection breaks', async () => {
    const server = await serverUnderTest();
    const { createOnce } = server.store;
    let failures = 2;
    server.store.createOnce = async (...args) => {
      if (failures-- > 0) throw new TypeError('disk hiccup');
      return createOnce(...args);
    };
    expect((await sendOnly(server, session())).code).toBe(0);
    expect(server.errors).toHaveLength(2);
  });

  it('names the file that cannot be sent and goes on with the others', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    const { presignUpload } = server.store;
    server.store.presignUpload = async (constraints) => {
      if (constraints.key.endsWith('00000')) writeFileSync(join(cwd, 'logs/ecu1/system.log'), 'SYSTEM');
      return presignUpload(constraints);
    };
    const { code, stderr } = await sendOnly(server, cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('ecu1/system.log: The body does not have the declared SHA-256.');
    expect(stderr).toContain('argus: 1 file could not be sent. The same command tries those again.');
  });

  it('draws bars on a terminal', async () => {
    const server = await serverUnderTest();
    const argv = ['upload', 'logs', '--vehicle', 'V1', '--no-follow', '--endpoint', server.url];
    const { stderr } = await runLine(argv, { cwd: session(), isTerminal: true });
    expect(stderr).toContain('█');
    expect(stderr.endsWith('\x1b[J')).toBe(true);
  });

  it('follows the diagnosis when everything is sent', async () => {
    const server = await serverUnderTest();
    const following = runLine(['upload', 'logs', '--vehicle', 'V1', '--endpoint', server.url], { cwd: session() });
    const batchId = await untilBatch(server);
    const claim = { id: 'C1', text: 'The signature did not match.', evidence: ['E1'], knowledge: [] };
    await server.table.appendEvent(batchId, { seq: 1, type: 'status', data: { state: 'parsing' } });
    await server.table.appendEvent(batchId, { seq: 2, type: 'claim', data: { claim } });
    await server.table.appendEvent(batchId, {
      seq: 3,
      type: 'done',
      data: { state: 'failed', verdict: null, message: 'Argus could not finish this batch.' },
    });
    const { code, stderr } = await following;
    expect(code).toBe(1);
    expect(stderr).toContain('● parsing');
    expect(stderr).toContain('✓ The signature did not match. [E1]');
    expect(stderr).toContain('The batch is failed. Argus could not finish this batch.');
  });

  it.each([
    [['nowhere'], 'There is no file or folder "nowhere".'],
    [['void'], 'There are no files in void.'],
  ])('says in one sentence why %j cannot be sent', async (paths, sentence) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'void'));
    const { code, stderr } = await runLine(['upload', ...paths, '--vehicle', 'V1'], { cwd });
    expect([code, stderr]).toEqual([1, `argus: ${sentence}\n`]);
  });

  it('says who does not answer', async () => {
    const { code, stderr } = await runLine(['upload', 'logs', '--vehicle', 'V1', '--endpoint', 'http://127.0.0.1:1'], {
      cwd: session(),
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'argus: Nothing answers at http://127.0.0.1:1: start it with "argus up", or name another with --endpoint.',
    );
  });

  it('passes on the sentence of the API', async () => {
    const server = await serverUnderTest();
    const argv = ['upload', 'logs', '--vehicle', 'a b', '--endpoint', server.url];
    const { code, stderr } = await runLine(argv, { cwd: session() });
    expect(code).toBe(1);
    expect(stderr).toContain('argus: vehicleId must be 1 to 64 letters');
  });

  it('leaves what a terminal would obey out of what it prints', async () => {
    const server = await serverUnderTest();
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'logs'));
    writeFileSync(join(cwd, 'logs/\x1b[31mred.log'), 'x');
    const { stdout, stderr } = await sendOnly(server, cwd);
    expect(stdout + stderr).not.toContain('\x1b');
  });
});

async function untilBatch({ table }: ServerUnderTest): Promise<string> {
  for (;;) {
    const { batches } = await table.list({ limit: 1 });
    if (batches[0]) return batches[0].batchId;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('argus report and watch', () => {
  it('say that a batch is unknown', async () => {
    const server = await serverUnderTest();
    const unknown = '0'.repeat(26);
    for (const command of ['report', 'watch']) {
      const { code, stderr } = await runLine([command, unknown, '--endpoint', server.url]);
      expect([code, stderr]).toEqual([1, `argus: There is no batch ${unknown}.\n`]);
    }
  });

  it('come back behind the last event when the server restarts', async () => {
    const server = await serverUnderTest();
    const cwd = session();
    const batchId = (await sendOnly(server, cwd)).stdout.trim();
    for (const seq of [1, 2, 3]) await server.table.appendEvent(batchId, statusEvent(seq, `step${seq}`));
    const following = runLine(['watch', batchId, '--endpoint', server.url]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.restart();
    await server.table.appendEvent(batchId, statusEvent(4, 'step4'));
    await server.table.appendEvent(batchId, { seq: 5, type: 'done', data: { state: 'failed', message: 'End.' } });
    const { stderr } = await following;
    for (const seq of [1, 2, 3, 4]) expect(stderr.split(`● step${seq} `)).toHaveLength(2);
  });
});

const statusEvent = (seq: number, state: string) => ({ seq, type: 'status' as const, data: { state } });
