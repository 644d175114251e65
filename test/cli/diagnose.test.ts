import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const UPDATE = [
  '03-01 12:00:00.100  1000  1001 I update_engine: [INFO:action_processor.cc(143)] ActionProcessor: starting DownloadAction',
  '03-01 12:00:09.200  1000  1001 E update_engine: [ERROR:payload_verifier.cc(101)] Public key verification failed, thus update failed.',
  '03-01 12:00:09.300  1000  1001 I update_engine: [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadPayloadVerificationError',
].join('\n');

function inFolder(files: Record<string, string>) {
  const cwd = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return (...argv: string[]) => runLine(['diagnose', ...argv], { cwd });
}

describe('argus diagnose', () => {
  it('prints the report as one line of JSON that keeps to the schema', async () => {
    const { code, stdout } = await inFolder({ 'ivi.log': UPDATE })('ivi.log', '--json');
    const report = Report.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(report.hypotheses[0]).toMatchObject({ causeCode: 'signature-invalid', status: 'leading' });
  });

  it('says the verdict and the cause in words, and names the file that could not be read', async () => {
    const diagnose = inFolder({ 'ivi.log': UPDATE, 'empty.log': '' });
    const { code, stdout } = await diagnose('ivi.log', 'empty.log');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LIKELY: /m);
    expect(stdout).toContain('signature-invalid');
    expect(stdout).toContain('empty.log: not read: The file is empty (0 bytes of log).');
  });

  it('tells files of the same name apart by the folders in which they differ', async () => {
    const diagnose = inFolder({ 'car/ivi/main.log': UPDATE, 'car/tcu/main.log': UPDATE });
    const { stdout } = await diagnose('car/ivi/main.log', 'car/tcu/main.log');
    expect(stdout).toContain('ivi/main.log');
    expect(stdout).toContain('tcu/main.log');
    expect(stdout).not.toContain('car/ivi');
  });

  it('ends with 1 when nothing could be read, and still says why', async () => {
    const { code, stdout } = await inFolder({ 'empty.log': '' })('.');
    expect(code).toBe(1);
    expect(stdout).toContain('The file is empty (0 bytes of log).');
  });

  it('ends with 1 and one sentence for a path that does not exist', async () => {
    const { code, stdout, stderr } = await inFolder({})('nowhere');
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'argus: There is no file or folder "nowhere".\n',
    });
  });
});
