import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const UPDATE = [
  '03-01 12:00:00.100  1000  1001 I update_engine: [INFO:action_processor.cc(143)] ActionProcessor: starting DownloadAction',
  '03-01 12:00:09.200  1000  1001 E update_engine: [ERROR:payload_verifier.cc(101)] Public key verification failed, thus update failed.',
  '03-01 12:00:09.300  1000  1001 I update_engine: [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadPayloadVerificationError',
].join('\n');

function inFolder(files: Record<string, string | Uint8Array>) {
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

  it('begins with what was not read, and lists what Argus reads once', async () => {
    const diagnose = inFolder({ 'ivi.log': UPDATE, 'a.bin': '\0\x01'.repeat(99), 'b.bin': '\x02\x03'.repeat(99) });
    const { code, stdout } = await diagnose('ivi.log', 'a.bin', 'b.bin');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Not read: a\.bin, b\.bin\./);
    expect(stdout.match(/Argus reads blf, /g)).toHaveLength(1);
  });

  it('tells what was read in part from what was not read at all, and counts each file once', async () => {
    const packed = gzipSync(`${UPDATE}\n`.repeat(200));
    const diagnose = inFolder({ 'cut.gz': packed.subarray(0, packed.length - 20), 'begun.gz': packed.subarray(0, 12) });
    const { stdout } = await diagnose('cut.gz', 'begun.gz');
    expect(stdout).toMatch(/^Not read: begun\.gz\. Read in part: cut\.gz\. Why is told under "Files"\./);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('1 of 2 files read, 1 of them in part, 1 unreadable;');
    expect(stdout).toMatch(/cut\.gz: logcat, \d+ records; read in part:\s+The\s+gzip data is cut off/);
    const { files } = Report.parse(JSON.parse((await diagnose('cut.gz', 'begun.gz', '--json')).stdout));
    expect(files.map(({ name, status }) => `${name} ${status}`)).toEqual(['cut.gz parsed', 'begun.gz failed']);
    expect((await diagnose('cut.gz', '--format', 'md')).stdout).toContain('| cut.gz | parsed in part | logcat |');
    expect((await diagnose('cut.gz', '--format', 'html')).stdout).toContain('<span class="failed">read in part</span>');
  });

  it('takes no document for a log, lists it as that, and reads it when its format is named', async () => {
    const prose =
      '# What the update does\n\nIt is written here what the update of the gateway does, and what\nit fails to do.\n';
    const diagnose = inFolder({ 'ivi.log': UPDATE, 'readme.md': prose });
    const alone = await diagnose('readme.md');
    expect(alone.code).toBe(1);
    expect(alone.stdout).toMatch(/^Nothing was read: /);
    const beside = JSON.parse((await diagnose('ivi.log', 'readme.md', '--json')).stdout);
    expect(beside.files[1]).toMatchObject({ status: 'not-a-log', message: expect.stringContaining('Markdown') });
    expect(beside.totals).toMatchObject({ parsed: 1, failed: 0 });
    expect((await diagnose('readme.md', '--as', 'text')).code).toBe(0);
    expect((await diagnose('readme.md', '--as', 'prose')).stderr).toContain('"prose" is no format. Argus reads blf, ');
  });

  it('ends with 1 when nothing could be read, and still says why', async () => {
    const { code, stdout } = await inFolder({ 'empty.log': '' })('.');
    expect(code).toBe(1);
    expect(stdout).toContain('The file is empty (0 bytes of log).');
  });

  it('says first that nothing was read of a recording that is cut before its first record', async () => {
    const { code, stdout } = await inFolder({ 'cut.dlt': `DLT\x01${'\0'.repeat(12)}5\0\0\x40ECU1` })('cut.dlt');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^[^\n]*(?:Nothing was read|was not read)/);
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
