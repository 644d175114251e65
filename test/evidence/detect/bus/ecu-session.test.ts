import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame, phaseWords, type SentFrame, talk } from '#test/support/bus-traffic.ts';

const PAIR = { tester: 0x7e0, ecu: 0x7e8 };
const HELLO = ['> 10 03', '< 50 03 00 32 01 F4'];
const at = (ms: number): SentFrame => frame('123 FF FF', ms);
const saying = (...lines: string[]) => follow(talk(PAIR, ...HELLO, ...lines));

describe('a refusal', () => {
  it('is told with service, code and both ids', () => {
    expect(saying('> 2E F1 90 01', '< 7F 2E 72').faults).toMatchObject([
      {
        kind: 'uds-negative-response',
        vocabulary: 'uds',
        role: 'symptom',
        code: 'NRC 0x72',
        title: 'WriteDataByIdentifier was refused with NRC 0x72 (generalProgrammingFailure)',
        ecu: 'can0',
        app: '7E8',
        facts: {
          service: '0x2E',
          serviceName: 'WriteDataByIdentifier',
          nrc: '0x72',
          name: 'generalProgrammingFailure',
          requestId: '0x7E0',
          responseId: '0x7E8',
        },
      },
    ]);
  });

  it.each([
    ['18DA10F1 03 22 F1 90', '18DAF110 03 7F 22 31', '0x18DA10F1', '0x18DAF110'],
    ['00000012 03 22 F1 90', '00001200 03 7F 22 31', '0x00000012', '0x00001200'],
  ])('writes ids of 29 bits in full: %s', (asked, answered, requestId, responseId) => {
    const extended = (text: string, ms: number) => ({ ...frame(text, ms), flags: 16 });
    expect(follow([extended(asked, 0), extended(answered, 10)]).faults).toMatchObject([
      { facts: { requestId, responseId } },
    ]);
  });

  it('of a service that no standard knows is named by its number', () => {
    expect(saying('> 3A 01', '< 7F 3A 22').faults).toMatchObject([
      {
        title: 'Service 0x3A was refused with NRC 0x22 (conditionsNotCorrect)',
        facts: { serviceName: 'Service 0x3A' },
      },
    ]);
  });

  it('with a code that no standard knows is none', () => {
    expect(saying('> 22 F1 90', '< 7F 22 60').faults).toEqual([]);
  });
});

describe('a request that nobody answered', () => {
  it('is told once the tester goes on, with what it asked and how long it waited', () => {
    expect(saying('> 11 01', '< 7F 11 78', '< 7F 11 78', '> 10 03').faults).toMatchObject([
      {
        kind: 'uds-response-timeout',
        vocabulary: 'uds',
        role: 'symptom',
        code: 'SID 0x11',
        title: 'No response came to ECUReset',
        facts: { service: '0x11', name: 'ECUReset', pendingResponses: 2, duringTransfer: 0 },
        at: [{ offset: 2 }],
      },
    ]);
  });

  it.each([
    ['it was answered', ['> 11 01', '< 51 01']],
    ['it was refused', ['> 22 F1 90', '< 7F 22 31']],
    ['it asked for silence', ['> 28 83 01']],
    ['it only says that the tester is there', ['> 3E 00']],
  ])('is no fault when %s', (_, lines) => {
    expect(saying(...lines, '> 10 03').faults.filter(({ kind }) => kind === 'uds-response-timeout')).toEqual([]);
  });

  it.each([
    ['22 F1 90', 'consequence', 'asking is everyday traffic'],
    ['19 02 FF', 'consequence', 'asking for trouble codes is, too'],
    ['2E F1 90 01', 'symptom', 'writing is not'],
  ])('%s is a %s: %s', (request, role) => {
    expect(saying(`> ${request}`, '> 10 03').faults).toMatchObject([{ role }]);
  });

  it('is a symptom inside a transfer, whatever it asked', () => {
    const open = ['> 34 00 41 05 00 00 01 00', '< 74 20 0F F9'];
    const [timeout] = saying(...open, '> 22 F1 90', '> 10 03').faults;
    expect(timeout).toMatchObject({ kind: 'uds-response-timeout', role: 'symptom', facts: { duringTransfer: 1 } });
  });

  it.each([
    ['five seconds may yet be answered', ['> 11 01'], 300 + 5_000, 0],
    ['more than five seconds will not be', ['> 11 01'], 300 + 5_001, 1],
    ['five seconds since it was put off may yet be answered', ['> 11 01', 'wait 3000', '< 7F 11 78'], 3_400 + 5_000, 0],
    ['more than that will not be', ['> 11 01', 'wait 3000', '< 7F 11 78'], 3_400 + 5_001, 1],
  ])('at the end of a log: %s', (_, lines, endMs, count) => {
    expect(follow([...talk(PAIR, ...HELLO, ...lines), at(endMs)]).faults).toHaveLength(count);
  });
});

describe('a step of a programming sequence', () => {
  it.each([
    ['erasing begins the installation and does not end it', ['> 31 01 FF 00', '< 71 01 FF 00 00'], ['install started']],
    ['checking the memory', ['> 31 01 02 02', '< 71 01 02 02 00'], ['verify started', 'verify succeeded']],
    [
      'checking what belongs together',
      ['> 31 01 FF 01', '< 71 01 FF 01 00'],
      ['activate started', 'activate succeeded'],
    ],
    ['the reset of the ECU', ['> 11 01', '< 51 01'], ['reboot started']],
    ['a step that was refused', ['> 31 01 FF 00', '< 7F 31 72'], ['install failed']],
    [
      'a step that was put off and then refused',
      ['> 31 01 FF 00', '< 7F 31 78', '< 7F 31 78', '< 7F 31 72'],
      ['install started', 'install failed'],
    ],
    ['a routine that no standard knows', ['> 31 01 12 34', '< 71 01 12 34 00'], []],
    ['another request', ['> 22 F1 90', '< 62 F1 90 31'], []],
  ])('%s', (_, lines, phases) => {
    expect(phaseWords(saying(...lines))).toEqual(phases);
  });

  it('is dated by its request', () => {
    const { phases } = saying('> 31 01 02 02', '< 71 01 02 02 00');
    expect(phases.map(({ timeUs, at: { offset } }) => [timeUs, offset])).toEqual([
      [1.7e15 + 300_000, 2],
      [1.7e15 + 400_000, 3],
    ]);
  });

  it.each([
    ['01', ['cause uds-routine-failed checkMemory x1'], ['verify started', 'verify failed']],
    ['0F', ['cause uds-routine-failed checkMemory x1'], ['verify started', 'verify failed']],
    ['10', [], ['verify started', 'verify succeeded']],
    ['00', [], ['verify started', 'verify succeeded']],
    ['01 00', [], ['verify started', 'verify succeeded']],
  ])('has failed with a result of 1 to 15 in one byte: %s', (result, faults, phases) => {
    const found = saying('> 31 01 02 02', `< 71 01 02 02 ${result}`);
    expect(faultWords(found)).toEqual(faults);
    expect(phaseWords(found)).toEqual(phases);
  });

  it.each([
    ['02 02', 'cause', 'checkMemory', 'a failed check is a fact about what was written'],
    ['FF 01', 'cause', 'checkProgrammingDependencies', 'so is this one'],
    ['FF 00', 'symptom', 'eraseMemory', 'a failed erase only names the step'],
  ])('that failed: routine %s is a %s, %s: %s', (id, role, routine) => {
    expect(saying(`> 31 01 ${id}`, `< 71 01 ${id} 04`).faults).toMatchObject([
      {
        kind: 'uds-routine-failed',
        vocabulary: 'uds',
        code: routine,
        role,
        title: `The routine ${routine} ended with result 4`,
        facts: { routine, result: 4 },
      },
    ]);
  });
});

describe('the version of the software', () => {
  it.each([
    ['F1 88', '34 2E 31', '4.1'],
    ['F1 89', '34 2E 31', '4.1'],
    ['F1 94', '34 2E 31', '4.1'],
    ['F1 95', '34 2E 31', '4.1'],
    ['F1 89', '53 57 2D 37 2E 31 2B 61 2F 62 20 63 5F 64', 'SW-7.1+a/b c_d'],
    ['F1 89', '34 2E 31 00 20 FF FF', '4.1'],
    ['F1 89', '41*32', 'A'.repeat(32)],
    ['F1 89', '41*40', 'A'.repeat(32)],
  ])('is read from identifier %s: %s is %s', (id, bytes, value) => {
    expect(saying(`> 22 ${id}`, `< 62 ${id} ${bytes}`).outcomes).toMatchObject([
      { marker: 'version-seen', value, ecu: 'can0', app: '7E8', timeUs: 1.7e15 + 400_000, at: { offset: 3 } },
    ]);
  });

  it.each([
    ['F1 90', '57 56 57', 'the identifier of the vehicle'],
    ['F1 8C', '34 2E 31', 'a serial number'],
    ['F1 89', '34 2E 31 07', 'bytes that are no text'],
    ['F1 89', '3C 62 3E', 'text that no version has'],
    ['F1 89', '00 00 00', 'nothing'],
    ['F1 89', '20 20 20', 'blanks'],
  ])('is not read from identifier %s: %s, %s', (id, bytes) => {
    expect(saying(`> 22 ${id}`, `< 62 ${id} ${bytes}`).outcomes).toEqual([]);
  });

  it('is told once, however often it is read', () => {
    const read = ['> 22 F1 89', '< 62 F1 89 34 2E 31'];
    expect(saying(...read, ...read, '> 22 F1 89', '< 62 F1 89 34 2E 32').outcomes.map(({ value }) => value)).toEqual([
      '4.1',
      '4.2',
    ]);
  });
});

describe('what is kept of a conversation', () => {
  it('counts a fault that comes again, with its first places and both its times', () => {
    const refusal = ['> 22 F1 90', '< 7F 22 31'];
    const { faults } = saying(...Array.from({ length: 7 }, () => refusal).flat());
    expect(faults).toMatchObject([{ count: 7, firstTimeUs: 1.7e15 + 400_000, lastTimeUs: 1.7e15 + 1_600_000 }]);
    expect(faults[0].at.map(({ offset }) => offset)).toEqual([3, 5, 7, 9, 11]);
  });

  it('dates a fault by the first time that it has one', () => {
    const frames = talk(
      PAIR,
      ...HELLO,
      '> 22 F1 90',
      '< 7F 22 31',
      '> 22 F1 90',
      '< 7F 22 31',
      '> 22 F1 90',
      '< 7F 22 31',
    );
    const dated = (from: number, to: number) =>
      follow(frames.map((sent, i) => (i >= from && i < to ? sent : { ...sent, atMs: -1 }))).faults[0];
    expect(dated(4, 6)).toMatchObject({ count: 3, firstTimeUs: 1.7e15 + 600_000, lastTimeUs: 1.7e15 + 600_000 });
  });

  it('has at most 128 versions', () => {
    const read = (i: number) => [
      '> 22 F1 89',
      `< 62 F1 89 ${(0x30 + (i >> 4)).toString(16)} ${(0x41 + (i & 15)).toString(16)}`,
    ];
    const versions = Array.from({ length: 160 }, (_, i) => read(i)).flat();
    expect(saying(...versions).outcomes).toHaveLength(128);
  });

  it('has at most 128 steps', () => {
    const failing = ['> 31 01 02 02', '< 71 01 02 02 00', '> 31 01 02 02', '< 71 01 02 02 01'];
    const found = saying(...Array.from({ length: 200 }, () => failing).flat());
    expect(found.phases).toHaveLength(128);
  });

  it('calls a step that is repeated one step', () => {
    const check = ['> 31 01 02 02', '< 71 01 02 02 00'];
    expect(phaseWords(saying(...check, ...check, ...check))).toEqual(['verify started', 'verify succeeded']);
    expect(phaseWords(saying(...check, '> 11 01', '< 51 01', ...check))).toEqual([
      'verify started',
      'verify succeeded',
      'reboot started',
      'verify started',
      'verify succeeded',
    ]);
  });
});
