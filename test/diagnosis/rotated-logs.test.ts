import { describe, expect, it } from 'vitest';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import type { BatchEvidence, FileEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import { SESSION_START_US } from '#test/support/evidence-builder.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';
import { logsReport } from '#test/support/log-report.ts';

type Boot = BatchEvidence['lifecycles'][number];

const second = (n: number): number => SESSION_START_US + n * 1e6;

interface Written extends Partial<FileEvidence> {
  name?: string;
  member?: string | null;
  from?: number | null;
  to?: number | null;
  app?: string;
}

/** 1,000 bytes that `app` wrote from one second of the session to another. */
const written = (
  index: number,
  { app = 'otad', from = 0, member = null, name = 'messages', to = 10, ...rest }: Written = {},
): FileEvidence =>
  fileEvidence(index, {
    file: { index, name, member, sha256: '', sizeBytes: 1_000, streamBytes: 1_000 },
    firstTimeUs: from === null ? null : second(from),
    lastTimeUs: to === null ? null : second(to),
    sources: [{ ecu: 'TCU', app, context: '', records: 1 }],
    ...rest,
  });

const EARLIER = written(0);
const later = (fields: Written): FileEvidence => written(1, { from: 10, to: 20, ...fields });

describe('a file goes on with the log of another', () => {
  it.each<[promise: string, name: string, before: string]>([
    ['that bears its name and a number', 'messages.1', 'messages'],
    ['that bears another number', 'journal-2.log', 'journal-1.log'],
    ['that bears another date', 'trace_2026-05-13_08-10.dlt', 'trace_2026-05-13_08-00.dlt'],
    ['that was packed since', 'messages', 'messages.2.gz'],
    ['in the same folder', 'tcu1/messages', 'tcu1/messages.1'],
  ])('%s: %s behind %s', (_, name, before) => {
    const logs = new Logs([written(0, { name: before }), later({ name })]);
    expect(logs.partOf({ file: 1, member: null })).toEqual({ file: 0, member: null, base: 1_000 });
  });

  it.each<[promise: string, files: FileEvidence[]]>([
    ['not with one of another name', [EARLIER, later({ name: 'kernel' })]],
    ['not with one in another folder', [written(0, { name: 'tcu1/log' }), later({ name: 'tcu2/log' })]],
    [
      'not with one in another archive',
      [written(0, { name: 'a', member: 'log' }), later({ name: 'b', member: 'log' })],
    ],
    ['not with one of another format', [EARLIER, later({ format: 'dlt' })]],
    ['not with one that others wrote', [EARLIER, later({ app: 'gnss' })]],
    [
      'not with one of another ECU',
      [EARLIER, later({ sources: [{ ecu: 'IVI', app: 'otad', context: '', records: 1 }] })],
    ],
    ['not with one that was written meanwhile', [EARLIER, later({ from: 7 })]],
    ['not without times', [EARLIER, later({ from: null, to: null })]],
    ['not behind one without times', [written(0, { from: null, to: null }), later({})]],
  ])('%s', (_, files) => {
    const [, { file }] = files;
    const own = { file: 1, member: file.member };
    expect(new Logs(files).partOf(own)).toEqual({ ...own, base: 0 });
  });

  it('although its first record came two seconds late', () => {
    expect(new Logs([EARLIER, later({ from: 8 })]).logOf({ file: 1, member: null })).toBe('0:');
  });
});

describe('a log of several files', () => {
  const files = [written(0, { from: 20, to: 30 }), written(1, { from: 0, to: 10 }), written(2, { from: 10, to: 20 })];
  const logs = new Logs(files);

  it('stands in order of time, however its files were named', () => {
    expect(files.map(({ file: { index } }) => logs.partOf({ file: index, member: null }))).toEqual([
      { file: 1, member: null, base: 2_000 },
      { file: 1, member: null, base: 0 },
      { file: 1, member: null, base: 1_000 },
    ]);
  });

  it('has the bytes of them all and ends with the last of them', () => {
    expect(logs.bytesOf('1:')).toBe(3_000);
    expect(logs.endOf('1:')).toBe(second(30));
  });

  it('knows a line by its places in all of them', () => {
    const occurrences = [
      { file: 1, member: null, offsets: [5, 900] },
      { file: 0, member: null, offsets: [7] },
      { file: 9, member: 'x', offsets: [3] },
    ];
    expect([...logs.placesOf({ occurrences })]).toEqual([
      ['1:', [5, 900, 2_007]],
      ['9:x', [3]],
    ]);
  });
});

describe('a boot in a log of several files', () => {
  const boot = (file: number, fields: Partial<Boot> = {}): Boot => ({
    ...{ file, ecu: 'TCU', ordinal: 0, records: 4, bootTimeUs: null, clock: 'steady', clockStepUs: 0, lostMessages: 0 },
    ...{ firstTimeUs: null, lastTimeUs: null, firstUptimeUs: 0, lastUptimeUs: 9e6 },
    at: { file, member: null, sha256: '', offset: 0, length: 1, digest: '' },
    ...fields,
  });
  const boots = (lifecycles: Boot[]): [file: number, ordinal: number, records: number][] =>
    new Logs([later({}), EARLIER]).bootsOf(lifecycles).map(({ file, ordinal, records }) => [file, ordinal, records]);

  it('goes on in the next one where the time since boot does', () => {
    expect(boots([boot(0), boot(1, { firstUptimeUs: 10e6, lastUptimeUs: 20e6 })])).toEqual([[0, 0, 8]]);
  });

  it('is another one where the ECU counts from the beginning again', () => {
    expect(boots([boot(0), boot(1)])).toEqual([
      [0, 0, 4],
      [0, 1, 4],
    ]);
  });

  it('comes in order of the files', () => {
    expect(boots([boot(1, { firstUptimeUs: 10e6, records: 1 }), boot(0), boot(0, { ordinal: 1, records: 2 })])).toEqual(
      [
        [0, 0, 4],
        [0, 1, 3],
      ],
    );
  });

  it('is left as it was read', () => {
    const read = [boot(0), boot(1, { firstUptimeUs: 10e6 })];
    boots(read);
    expect(read[0].records).toBe(4);
  });
});

const at = (seconds: number, says: string): string => `May 13 08:00:${String(seconds).padStart(2, '0')} tcu ${says}`;

describe('a report', () => {
  const own = [
    at(0, 'gnssd[7]: fix 3D, 9 satellites'),
    at(1, 'otad[13]: running from bank A, release 4.1.0'),
    ...Array.from({ length: 12 }, (_, i) => at(2 + i, `gnssd[7]: fix 3D, ${8 + (i % 3)} satellites`)),
    at(20, 'modemd[9]: <warn> network timezone: Unsupported'),
    ...Array.from({ length: 12 }, (_, i) => at(30 + i, `telemetryd[8]: flushed ${300 + i} signals to queue`)),
    at(45, 'otad[13]: asking depot.example.net for a newer release'),
    at(46, 'otad[13]: depot not usable'),
    at(46, 'telemetryd[8]: flushed 396 signals to queue'),
    at(47, 'otad[13]: update to release 4.2.0 abandoned, bank A stays in use'),
    at(50, 'gnssd[7]: fix 3D, 8 satellites'),
  ];
  const other = { 'ivi/main.log': [at(41, 'audiod[3]: volume 12')] };
  const lead = ({ evidence, finding, hypotheses: [first], outcome, verdict }: Report): unknown => ({
    ...{ finding, verdict, outcome: outcome.observed },
    quote: evidence.find(({ id }) => id === first?.evidence[0])?.quote?.text,
  });

  it('comes to the same wherever its log was cut, in whatever order the files came', async () => {
    const whole = lead(await logsReport({ 'tcu/main.log': own, ...other }));
    expect(whole).toMatchObject({ finding: 'fault', quote: expect.stringContaining('depot not usable') });
    for (let cut = 2; cut < own.length; cut += 3) {
      const [first, second] = [own.slice(0, cut), own.slice(cut)];
      const parts = { 'tcu/main.log.1': first, 'tcu/main.log': second };
      expect(lead(await logsReport({ ...parts, ...other })), `cut before line ${cut}`).toEqual(whole);
      expect(lead(await logsReport({ ...other, 'tcu/main.log': second, 'tcu/main.log.1': first }))).toEqual(whole);
    }
  });
});
