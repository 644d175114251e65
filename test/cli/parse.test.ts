import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse } from '#src/cli/parse.ts';
import { zipOf } from '#test/support/archives.ts';
import { argument, arxmlOf, cluster, frame, message, messages, pdu, signal } from '#test/support/arxml.ts';
import { canLog } from '#test/support/can-log.ts';
import { runLine } from '#test/support/command-line.ts';
import { DBC } from '#test/support/dbc.ts';
import { nonVerbose } from '#test/support/dlt-non-verbose.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));
const log = canLog(100);

/** A folder with these files, and the command line run in it. */
function inFolder(files: Record<string, Uint8Array>) {
  const cwd = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, name), bytes);
  return { cwd, parse: (...argv: string[]) => runLine(['parse', ...argv], { cwd }) };
}

const objects = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const FIELDS = [
  'file',
  'format',
  'formatReason',
  'container',
  'sizeBytes',
  'records',
  'gaps',
  'bytesSkipped',
  'firstGap',
  'nonRecords',
  'firstTime',
  'lastTime',
  'levels',
  'sources',
  'lifecycles',
  'faults',
  'series',
];

describe('argus parse --json', () => {
  it('prints one object per file with exactly the promised fields', async () => {
    const damaged = Buffer.concat([log, Buffer.from('no frame\n'), log]);
    const { parse } = inFolder({ 'a.bin': damaged, 'b.gz': gzipSync(log) });
    const { code, stdout, stderr } = await parse('--json', 'a.bin', 'b.gz');
    const [bare, packed] = objects(stdout);
    expect([code, stderr]).toEqual([0, '']);
    expect(Object.keys(bare)).toEqual(FIELDS);
    expect(bare).toMatchObject({
      file: 'a.bin',
      format: 'candump',
      container: null,
      sizeBytes: damaged.length,
      records: 200,
      gaps: 1,
      bytesSkipped: 9,
      firstGap: { offset: log.length, length: 9, reason: 'undecodable-line' },
      firstTime: '2026-09-21T14:13:20.000000Z',
      lastTime: '2026-09-21T14:13:20.099000Z',
      levels: { none: 200 },
    });
    expect(bare.sources).toHaveLength(50);
    expect(bare.sources[0]).toEqual({ ecu: 'can0', app: '100', context: '', records: 4 });
    expect(packed).toMatchObject({ file: 'b.gz', container: 'gzip', records: 100, gaps: 0 });
  });

  it('prints one object per entry of an archive, also for one that cannot be read', async () => {
    const archive = zipOf({ name: 'a.log', data: log }, { name: 'secret.log', data: log, flags: 1 });
    const { code, stdout } = await inFolder({ 'x.zip': archive }).parse('x.zip', '--json');
    const [read, secret] = objects(stdout);
    expect(code).toBe(1);
    expect(read).toMatchObject({ file: 'x.zip', member: 'a.log', container: 'zip', sizeBytes: archive.length });
    expect(secret).toMatchObject({ member: 'secret.log', format: null, records: 0, levels: {}, sources: [] });
    expect(secret.message).toContain('is encrypted');
    expect(Object.keys(secret)).toEqual(['file', 'member', ...FIELDS.slice(1), 'message']);
  });

  it('keeps the numbers of a cut-off file beside the sentence about the cut', async () => {
    const packed = gzipSync(log);
    const { parse } = inFolder({ 'cut.gz': packed.subarray(0, packed.length - 200) });
    const { code, stdout } = await parse('--json', 'cut.gz');
    const [summary] = objects(stdout);
    expect(code).toBe(1);
    expect(summary.records).toBeGreaterThan(50);
    expect(summary.message).toMatch(/^The gzip data is cut off at byte \d+; what came before is kept\.$/);
  });

  it('goes on behind files that cannot be read and ends with 1', async () => {
    const { parse } = inFolder({ 'empty.dlt': new Uint8Array(0), zeros: new Uint8Array(5000), 'a.log': log });
    const { code, stdout } = await parse('--json', 'nowhere.log', 'empty.dlt', 'zeros', 'a.log');
    const summaries = objects(stdout);
    expect(code).toBe(1);
    expect(summaries.map(({ file, records, message }) => [file, records, message?.split('.')[0]])).toEqual([
      ['nowhere.log', 0, 'There is no file "nowhere'],
      ['empty.dlt', 0, 'The file is empty (0 bytes of log)'],
      ['zeros', 0, 'The file begins with zeros only: nothing of a log is in them'],
      ['a.log', 100, undefined],
    ]);
  });
});

it('refuses a pipe instead of waiting for its writer', async () => {
  const { cwd, parse } = inFolder({});
  execFileSync('mkfifo', [join(cwd, 'live.log')]);
  for (const form of ['--json', '--records']) {
    const { code, stdout, stderr } = await parse(form, 'live.log');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('is a pipe or a device: save what it gives to a file first.');
  }
});

describe('argus parse --records', () => {
  it('prints one object per record that leads back to its bytes', async () => {
    const { code, stdout } = await inFolder({ 'a.log': log }).parse('--records', 'a.log');
    const records = objects(stdout);
    const lines = Buffer.from(log).toString('latin1').trimEnd().split('\n');
    expect(code).toBe(0);
    expect(records).toHaveLength(100);
    expect(records[1]).toEqual({
      offset: lines[0].length + 1,
      length: lines[1].length,
      time: '2026-09-21T14:13:20.001000Z',
      level: 'none',
      kind: 'frame',
      ecu: 'can0',
      app: '101',
      context: '',
      text: lines[1].split(' ')[2],
    });
    const at = ({ offset, length }: { offset: number; length: number }) =>
      Buffer.from(log.subarray(offset, offset + length)).toString('latin1');
    expect(records.map(at)).toEqual(lines);
  });

  it('names the entry, and the file when there are several', async () => {
    const { parse } = inFolder({ 'x.zip': zipOf({ name: 'a.log', data: canLog(1) }), 'b.log': canLog(1) });
    const { stdout } = await parse('--records', 'x.zip', 'b.log');
    expect(objects(stdout)).toMatchObject([{ file: 'x.zip', member: 'a.log' }, { file: 'b.log' }]);
  });

  it('tells on stderr what could not be read', async () => {
    const { code, stdout, stderr } = await inFolder({ zeros: new Uint8Array(99) }).parse('--records', 'zeros');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^zeros: The file begins with zeros only/);
  });

  it('reads no faster than its output is taken', async () => {
    const { cwd } = inFolder({ 'big.log': canLog(50_000) });
    let waiting = 0;
    let most = 0;
    const write = async () => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
    };
    const output = { write, isTerminal: false, columns: 80 };
    const stdin = { isTerminal: true, bytes: () => Readable.from([]) };
    const io = { stdin, stdout: output, stderr: output, env: {}, cwd, signal: new AbortController().signal };
    expect(await parse.run(['--records', 'big.log'], io)).toBe(0);
    expect(most).toBe(1);
  });

  it('ends quietly when its reader goes away', async () => {
    const { cwd } = inFolder({ 'big.log': canLog(200_000) });
    const child = spawn(process.execPath, [CLI, 'parse', '--records', 'big.log'], { cwd });
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect([code, complaint]).toEqual([0, '']);
    // A process of its own: a busy machine takes its time.
  }, 120_000);
});

describe('argus parse --dbc', () => {
  it('shows the signals of each frame, and what was measured in all', async () => {
    const frame = '(1696758378.547717) can0 100#0A00D8FF9C000000\n';
    const { parse } = inFolder({ 'can.log': Buffer.from(frame), 'engine.dbc': Buffer.from(DBC) });
    const { stdout } = await parse('--dbc', 'engine.dbc', '--records', 'can.log');
    expect(JSON.parse(stdout).signals).toMatchObject({
      'Engine.Speed': { value: 1.25, unit: 'rpm' },
      'Engine.Gear': { value: 0, text: 'Neutral' },
    });
    expect((await parse('--dbc', 'engine.dbc', 'can.log')).stdout).toContain(
      'series     can0: Engine.Speed 1.25 rpm (1 times)',
    );
    expect((await parse('--dbc', 'can.log', 'can.log')).stderr).toContain(
      'is no usable DBC file. It describes no message',
    );
  });
});

describe('argus parse --arxml', () => {
  it('names the messages of a trace and the signals of a bus', async () => {
    const arxml = arxmlOf(
      cluster('PT', { 256: 'Engine' }),
      frame('Engine', 'I-SIGNAL-I-PDU', 'Data'),
      pdu('Data', signal('Speed', { bits: 16, start: 0 })),
      messages('Set', message('Failed', '7', argument('t', { text: 'Slot failed' }))),
    );
    const { parse } = inFolder({
      'can.log': Buffer.from('(1696758378.547717) can0 100#0A00\n'),
      'trace.dlt': nonVerbose(7, []),
      'vehicle.arxml': Buffer.from(arxml),
    });
    const { stdout } = await parse('--arxml', 'vehicle.arxml', '--records', 'can.log', 'trace.dlt');
    const [frames, trace] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(frames.signals).toMatchObject({ 'Engine.Speed': { value: 10 } });
    expect(trace).toMatchObject({ text: 'Slot failed', level: 'error' });
    expect((await parse('--arxml', 'can.log', 'can.log')).stderr).toContain(
      'is no usable ARXML file. It has no element',
    );
  });
});

describe('argus parse', () => {
  it('shows a person what was read, without anything a terminal would obey', async () => {
    const archive = zipOf({ name: 'logs/\x1b[2Ja.log', data: log });
    const { code, stdout } = await inFolder({ 'x.zip': archive }).parse('x.zip');
    expect(code).toBe(0);
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('x.zip › logs/\uFFFD[2Ja.log\n  format     candump in zip, ');
    expect(stdout).toContain('\n  records    100\n  damage     none\n  time       2026-09-21T14:13:20.000000Z to ');
  });

  it('says where the first damage is, and does not call whole what ends in a sentence', async () => {
    const damaged = Buffer.concat([log, Buffer.from('no frame\n'), log, Buffer.from('no frame\n'), log]);
    const { parse } = inFolder({ 'a.log': damaged, 'b.gz': gzipSync(log).subarray(0, -8) });
    const { stdout } = await parse('a.log', 'b.gz');
    const place = `first at byte ${log.length} (undecodable line)`;
    expect(stdout).toContain(`\n  damage     2 places, 18 bytes skipped, ${place}\n`);
    expect(stdout.slice(stdout.indexOf('b.gz'))).not.toContain('damage');
  });

  it('says what was passed over', async () => {
    const commented = Buffer.concat([Buffer.from('# a\n;b\n\n'), log]);
    const { stdout } = await inFolder({ 'a.log': commented }).parse('a.log');
    expect(stdout).toContain('\n  damage     none\n  passed     blank 1 (1 byte), comment 2 (7 bytes)\n');
  });

  it.each([
    [[], 'Which files? Name at least one, or a folder: argus parse PATH…'],
    [['--json', '--records', 'x'], '--json and --records exclude each other: choose one.'],
    [['--jsno', 'x'], 'There is no option --jsno. Did you mean --json?'],
  ])('takes %j for wrong usage', async (argv, sentence) => {
    const { code, stderr } = await runLine(['parse', ...argv]);
    expect([code, stderr]).toEqual([2, `argus: ${sentence}\nTry: argus help parse\n`]);
  });

  it('stops between files when it is interrupted', async () => {
    const { cwd } = inFolder({ 'a.log': log });
    const { code, stdout } = await runLine(['parse', '--json', 'a.log'], { cwd, signal: AbortSignal.abort() });
    expect([code, stdout]).toEqual([1, '']);
  });
});
