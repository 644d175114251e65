import { expect, it } from 'vitest';
import { logcatFormat } from '#src/parsers/logcat/logcat-format.ts';
import { syslogFormat } from '#src/parsers/syslog/syslog-format.ts';
import { LogcatWriter } from '#src/simulator/writers/logcat.ts';
import { SyslogWriter } from '#src/simulator/writers/syslog.ts';
import { readBytes } from '#test/support/read-log.ts';

const T0 = Date.parse('2026-08-10T11:20:03.661Z') * 1000;

function written(): LogcatWriter {
  const writer = new LogcatWriter();
  writer.beginBuffer('main');
  writer.add({ timeUs: T0, pid: 839, priority: 'W', tag: 'vold', message: 'one\ntwo' });
  writer.addUpdateEngine({ timeUs: T0 + 123, pid: 839, level: 'ERROR', place: 'file_stream.cc(-1)', text: 'denied' });
  return writer;
}

it('writes logcat lines as logcat -v threadtime prints them', () => {
  expect(new TextDecoder().decode(written().toBytes())).toBe(
    [
      '--------- beginning of main',
      '08-10 11:20:03.661   839   839 W vold    : one',
      '08-10 11:20:03.661   839   839 W vold    : two',
      '08-10 11:20:03.661   839   839 E update_engine: [0810/112003.661123:ERROR:file_stream.cc(-1)] denied',
      '',
    ].join('\n'),
  );
});

it('writes logcat lines that are read back as they were meant', async () => {
  const { streams } = await readBytes(written().toBytes());
  expect(streams[0].format).toBe(logcatFormat.name);
  expect(streams[0].records.map(({ timeUs, level, app, text }) => [timeUs, level, app, text])).toEqual([
    [null, 'none', '', 'beginning of main'],
    [T0, 'warn', 'vold', 'one'],
    [T0, 'warn', 'vold', 'two'],
    [T0, 'error', 'update_engine', '[0810/112003.661123:ERROR:file_stream.cc(-1)] denied'],
  ]);
});

it('writes syslog lines that are read back as they were meant', async () => {
  const writer = new SyslogWriter();
  const timeUs = Date.parse('2026-06-02T19:48:59Z') * 1000;
  writer.add({ timeUs, host: 'gateway', program: 'rauc', pid: 898, severity: 3, message: 'Installing failed' });
  writer.add({ timeUs, host: 'gateway', program: 'kernel', severity: 6, message: '[    3.000001] mmc0: new card' });
  const bytes = writer.toBytes();
  expect(new TextDecoder().decode(bytes)).toContain('<27>Jun  2 19:48:59 gateway rauc[898]: Installing failed\n');
  const { streams } = await readBytes(bytes);
  expect(streams[0].format).toBe(syslogFormat.name);
  expect(streams[0].records.map(({ level, ecu, app, text }) => [level, ecu, app, text])).toEqual([
    ['error', 'gateway', 'rauc', 'Installing failed'],
    ['info', 'gateway', 'kernel', 'mmc0: new card'],
  ]);
  expect(streams[0].records.map((record) => record.timeUs)).toEqual([timeUs, timeUs]);
});
