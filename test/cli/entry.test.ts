import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ApiClient, ServerUnreachable } from '#src/cli/api-client.ts';
import { followDiagnosis } from '#src/cli/event-source.ts';
import { main } from '#src/cli/main.ts';
import { canLog } from '#test/support/can-log.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = join(ROOT, 'bin/argus.cjs');
const execute = promisify(execFile);

/** Another Node on this machine that cannot read TypeScript, if there is one. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) =>
    existsSync(path) && execFileSync(path, ['-p', '!process.features.typescript'], { encoding: 'utf8' }) === 'true\n',
);

describe('the entry of argus', () => {
  it.each(['bin/argus.cjs', 'bin/cli.ts'])('runs as %s', async (path) => {
    const { stdout } = await execute(process.execPath, [join(ROOT, path), '--version']);
    expect(stdout).toMatch(/^argus \d/);
  });

  it('says in one sentence that this Node is too old for it', () => {
    const old = `Object.defineProperty(process.features, 'typescript', { value: false }); require(${JSON.stringify(ENTRY)})`;
    const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', old], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^argus: This is Node [\d.]+, and Argus needs Node 22\.18, 24 or later: .+\n$/);
  });

  it.skipIf(OLD_NODE === undefined).each(['bin/argus.cjs', 'bin/cli.ts'])('is read by an old Node as %s', (path) => {
    const { status, stderr } = spawnSync(OLD_NODE ?? '', [join(ROOT, path), 'help'], { encoding: 'utf8' });
    expect([status, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain('Argus needs Node');
  });

  it('keeps compiled code in its user’s own folder, none where another user may have left some', async () => {
    const [home, temporary] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(temporary, 'node-compile-cache'), { mode: 0o777 });
    const { NODE_COMPILE_CACHE: _, XDG_CACHE_HOME: __, ...rest } = process.env;
    const environment = { ...rest, HOME: home, TMPDIR: temporary };
    await execute(process.execPath, [ENTRY, '--version'], { env: environment });
    expect(readdirSync(join(home, '.cache/argus'))).toHaveLength(1);
    expect(readdirSync(join(temporary, 'node-compile-cache'))).toEqual([]);
  });

  it('takes paths from where its user stands, though npm runs it in the folder of the package', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'can.log'), canLog(3));
    const command = ['run', '--silent', '--prefix', ROOT, 'argus', '--', 'parse', 'can.log'];
    const { stdout } = await execute('npm', command, { cwd });
    expect(stdout).toContain('candump');
  });

  it('takes paths from its own folder where another script of npm has called it', async () => {
    const environment = { ...process.env, INIT_CWD: temporaryFolder(), npm_lifecycle_script: 'vitest run' };
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'can.log'), canLog(3));
    const { stdout } = await execute(process.execPath, [ENTRY, 'parse', 'can.log'], { cwd, env: environment });
    expect(stdout).toContain('candump');
  });
});

describe('a full disk', () => {
  const hasFull = existsSync('/dev/full');

  it.skipIf(!hasFull)('is one sentence where results are written to it', () => {
    const line = `exec ${process.execPath} ${ENTRY} help > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toBe(
      'argus: The output cannot be written. The disk is full: make room and run the same command again.\n',
    );
  });

  it.each([
    ['ENOSPC', 'argus: /tmp/x: The disk is full: make room and run the same command again.\n'],
    ['EROFS', 'argus: /tmp/x: The disk takes nothing: it is mounted read-only.\n'],
  ])('is one sentence wherever a command meets it (%s)', async (code, sentence) => {
    let stderr = '';
    const output = { isTerminal: false, columns: 80 };
    const write = (): never => {
      throw Object.assign(new Error(`${code}: a text of the system`), { code, path: '/tmp/x' });
    };
    const exit = await main(['help'], {
      stdout: { ...output, write },
      stderr: {
        ...output,
        write: (text) => {
          stderr += text;
        },
      },
      stdin: { isTerminal: true, bytes: async function* () {} },
      env: {},
      cwd: '/',
      signal: new AbortController().signal,
    });
    expect([exit, stderr]).toEqual([1, sentence]);
  });
});

describe('argus watch', () => {
  it('says what to do where no server is, and tries no second time', async () => {
    const origin = 'http://127.0.0.1:4780';
    const open = vi.fn().mockRejectedValue(new ServerUnreachable(`Nothing answers at ${origin}`));
    const client = { endpoint: origin, hasAnswered: false, open } as unknown as ApiClient;
    const following = Array.fromAsync(followDiagnosis(client, '0'.repeat(26), new AbortController().signal));
    await expect(following).rejects.toThrow(
      `Nothing answers at ${origin}: start it with "argus up", or name another with --endpoint.`,
    );
    expect(open).toHaveBeenCalledOnce();
  });
});

describe('Ctrl-C', () => {
  it('during the first sample ends it without a complaint', async () => {
    const child = spawn(process.execPath, [ENTRY, 'up', '--sample', '--port', '0', '--data', temporaryFolder()]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
      if (text.includes('A first sample')) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(text).not.toMatch(/argus:|could not|Interrupted|wrong/);
  });
});

describe('standard input', () => {
  it('is a file named - to parse and to diagnose', async () => {
    const stdin = canLog(100);
    const parsed = await runLine(['parse', '-', '--json'], { stdin });
    expect(JSON.parse(parsed.stdout)).toMatchObject({ file: 'stdin', format: 'candump', records: 100 });
    const diagnosed = await runLine(['diagnose', '-', '--json'], { stdin });
    expect(JSON.parse(diagnosed.stdout).files).toMatchObject([{ name: 'stdin', records: 100 }]);
  });

  it('stands beside files, and once only', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.log'), canLog(5));
    const { stdout } = await runLine(['diagnose', '-', 'a.log', '--json'], { cwd, stdin: canLog(3) });
    expect(
      JSON.parse(stdout)
        .files.map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual(['a.log', 'stdin']);
    const twice = await runLine(['parse', '-', '-'], { cwd, stdin: canLog(3) });
    expect(twice.stderr).toContain('Standard input can be read once: give - once.');
  });

  it('that is a terminal is refused, and nothing is waited for', async () => {
    const { code, stderr } = await runLine(['parse', '-']);
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'argus: Nothing is piped in: - stands for what another program writes.',
    ]);
  });
});

describe('a folder', () => {
  it('is parsed file by file, each under the path it has from here', async () => {
    const cwd = temporaryFolder();
    execFileSync('mkdir', ['-p', 'logs/tcu'], { cwd });
    writeFileSync(join(cwd, 'logs/a.log'), canLog(2));
    writeFileSync(join(cwd, 'logs/tcu/b.log'), canLog(3));
    const { code, stdout } = await runLine(['parse', 'logs', '--json'], { cwd });
    const read = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(read.map(({ file, records }) => [file, records])).toEqual([
      ['logs/a.log', 2],
      ['logs/tcu/b.log', 3],
    ]);
  });

  it('without files is named as that, and does not stop the others', async () => {
    const cwd = temporaryFolder();
    execFileSync('mkdir', ['empty'], { cwd });
    writeFileSync(join(cwd, 'a.log'), canLog(2));
    const { code, stdout } = await runLine(['parse', 'empty', 'a.log'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('There are no files in "empty".');
    expect(stdout).toContain('candump');
  });
});

describe('a report', () => {
  it('is printed in the format that is asked for', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.log'), canLog(5));
    const print = async (...format: string[]) => (await runLine(['diagnose', 'a.log', ...format], { cwd })).stdout;
    expect(await print('--format', 'md')).toMatch(/^# /);
    expect(await print('--format', 'json')).toBe(await print('--json'));
    expect(await print('--format', 'text')).toBe(await print());
    expect(await print('--html', 'report.html')).toBe(await print());
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toBe(await print('--format', 'html'));
    const lost = await runLine(['diagnose', 'a.log', '--html', 'no/such/folder.html'], { cwd });
    expect([lost.code, lost.stderr]).toEqual([
      1,
      'argus: "no/such/folder.html" cannot be written. Its folder does not exist.\n',
    ]);
    const refused = await runLine(['diagnose', 'a.log', '--json', '--format', 'md'], { cwd });
    expect([refused.code, refused.stderr.split('\n')[0]]).toEqual([2, 'argus: Give one of --json and --format.']);
  });
});
