import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '#src/cli/commands.ts';
import { runLine } from '#test/support/command-line.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));

/** The program as a user runs it. */
function runProgram(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...argv], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('argus', () => {
  it('says what it can do', async () => {
    const { code, stdout } = await runProgram('help');
    expect(code).toBe(0);
    for (const [name, { summary }] of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 8)}`, 'm'));
  });

  it.each([60, 200])('says it within %i columns', async (columns) => {
    const { stdout } = await runLine(['help'], { columns });
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  it('prints its version', async () => {
    const { code, stdout } = await runProgram('--version');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^argus \d+\.\d+\.\d+\n$/)]);
  });

  it('takes a line without a command for wrong usage', async () => {
    const { code, stdout, stderr } = await runProgram();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage');
  });

  it('suggests the command that was meant', async () => {
    const { code, stderr } = await runProgram('uplaod');
    expect(code).toBe(2);
    expect(stderr).toBe('argus: There is no command "uplaod". Did you mean "upload"?\nTry: argus help\n');
  });

  it('suggests nothing for a word that is nothing like a command', async () => {
    const { stderr } = await runLine(['frobnicate']);
    expect(stderr).toContain('There is no command "frobnicate".\n');
  });

  it('writes no colours where nobody sees them, nor where nobody wants them', async () => {
    expect((await runLine(['help'])).stdout).not.toContain('\x1b[');
    expect((await runLine(['help'], { isTerminal: true })).stdout).toContain('\x1b[');
    expect((await runLine(['help'], { isTerminal: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b[');
  });

  it('ends quietly when its reader goes away', async () => {
    const child = spawn(process.execPath, [CLI, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });

  it('never shows a stack trace, and says how to see one', async () => {
    const { code, stderr } = await runLine(['report', '0'.repeat(26), '--endpoint', 'http://127.0.0.1:1'], {
      signal: AbortSignal.abort(new TypeError('defect\n    at somewhere')),
    });
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/\.ts:\d+/);
  });
});

describe.each([...COMMANDS.keys()])('argus %s', (name) => {
  it('explains itself with examples', async () => {
    const { code, stdout } = await runLine([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`argus ${name}`);
    expect(stdout).toContain('Examples');
    expect((await runLine(['help', name])).stdout).toBe(stdout);
  });

  it.each([60, 200])('explains itself within %i columns', async (columns) => {
    const { stdout } = await runLine([name, '--help'], { columns });
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  it('refuses an option it does not know', async () => {
    const { code, stderr } = await runLine([name, '--no-such-option']);
    expect(code).toBe(2);
    expect(stderr).toContain('no-such-option');
    expect(stderr).toContain(`Try: argus help ${name}\n`);
  });
});

describe('a wrong argument', () => {
  it.each([
    [['upload'], 'What is to be sent? Give files or folders.'],
    [['upload', 'x'], 'Which vehicle is it from? Give --vehicle ID.'],
    [['upload', 'x', '--vehicel', 'V1'], 'There is no option --vehicel. Did you mean --vehicle?'],
    [['upload', 'x', '--vehicle'], '--vehicle needs a value.'],
    [['watch'], 'Which batch? Give its id: 26 letters and digits.'],
    [['watch', 'nope'], '"nope" is not a batch id: 26 upper-case letters and digits.'],
    [['report', '0'.repeat(26), '--format', 'pdf'], '--format must be text, md, json or html, not "pdf".'],
    [['up', '--port', 'x'], '--port must be a whole number from 0 to 65535, not "x".'],
    [['up', '--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
    [['up', '--sample=yes'], '--sample takes no value.'],
    [['diagnose'], 'What is to be diagnosed? Give files or folders.'],
  ])('%j is wrong usage, in one sentence', async (argv, sentence) => {
    const { code, stderr } = await runLine(argv);
    expect([code, stderr.split('\n')[0]]).toEqual([2, `argus: ${sentence}`]);
  });
});
