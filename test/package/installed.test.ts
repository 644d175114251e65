import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { canLog } from '#test/support/can-log.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'argus-installed-'));

/** This Node first: the shell may have another. Nothing of the repository's own npm script is handed on. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name))),
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
};

beforeAll(async () => {
  await execute('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, env });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  // What it needs besides itself was installed here before, and lies in npm's cache.
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: folder,
    env,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const argus = (...argv: string[]) => execute(join(folder, 'node_modules/.bin/argus'), argv, { cwd: folder, env });

describe('an installed argus', () => {
  it('brings along a pool of threads and an optional engine, and nothing else: no CDK, no SDK, no test', () => {
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    // @napi-rs: priorities of threads, for piscina. The engine of "argus sql", where npm finds one for the machine: @duckdb.
    const optional = ['@napi-rs', '@duckdb', 'detect-libc'];
    expect(installed.filter((name) => !optional.includes(name))).toEqual(['argus', 'piscina']);
    const own = readdirSync(join(folder, 'node_modules/argus'));
    expect(own.sort()).toEqual(
      ['LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json', 'statemachines', 'vocabularies'].sort(),
    );
  });

  it('says its version and reads logs of the folder in which it is called', async () => {
    writeFileSync(join(folder, 'can.log'), canLog(7));
    expect((await argus('--version')).stdout).toMatch(/^argus \d/);
    expect(JSON.parse((await argus('parse', 'can.log', '--json')).stdout)).toMatchObject({ records: 7 });
  });

  it('diagnoses a session, in threads of its own where there is much to read', async () => {
    await argus('simulate', 'health-check-rollback', '--out', 'session');
    for (const name of ['a', 'b']) writeFileSync(join(folder, `session/${name}.log`), canLog(500_000));
    const { stdout } = await argus('diagnose', 'session', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ finding: 'fault', outcome: { observed: 'rolled-back' } });
  });

  it('comes up whole, with its sample diagnosed and its page served', async () => {
    const bin = join(folder, 'node_modules/.bin/argus');
    const child = spawn(bin, ['up', '--sample', '--port', '0', '--data', 'data'], { cwd: folder, env });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    let url: string | undefined;
    while (url === undefined && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    }
    expect(said).toContain('CONFIRMED');
    const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<script');
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(0);
  });
});
