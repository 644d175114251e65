import { describe, expect, it } from 'vitest';
import { announcedSize } from '#src/evidence/detect/bus/download-request.ts';
import { faultWords, follow, frame, phaseWords, type SentFrame, talk } from '#test/support/bus-traffic.ts';

const PAIR = { tester: 0x710, ecu: 0x77a };

const hex = (byte: number): string => (byte & 0xff).toString(16).padStart(2, '0');
const block = (n: number): string[] => [`> 36 ${hex(n)} ${hex(n)}*64`, `< 76 ${hex(n)}`];
const blocks = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => block(from + i)).flat();

const OPENING = [
  ...['> 10 03', '< 50 03 00 32 01 F4'],
  ...['> 31 01 02 03', '< 71 01 02 03'],
  ...['> 85 02', '< C5 02'],
  ...['> 28 03 01', '< 68 03'],
  ...['> 10 02', '< 7F 10 78', '< 50 02 00 32 01 F4'],
  ...['> 27 11', '< 67 11 01 02 03 04'],
  ...['> 27 12 05 06 07 08', '< 67 12'],
  ...['> 31 01 FF 00 01 05', '< 7F 31 78', '< 71 01 FF 00 00'],
];
/** 256 bytes: four blocks. */
const DOWNLOAD = ['> 34 00 41 05 00 00 01 00', '< 74 20 0F F9'];
const EXIT = ['> 37', '< 77'];
const CHECKS = [
  ...['> 31 01 02 02 09 09 09 09', '< 71 01 02 02 00'],
  ...['> 31 01 FF 01', '< 71 01 FF 01 00'],
  ...['> 11 01', '< 51 01'],
  ...['> 22 F1 89', '< 62 F1 89 34 2E 31 32'],
];

/** With a TesterPresent to all after each request, that nobody answers. */
const session = (...lines: string[]): SentFrame[] =>
  talk(PAIR, ...lines).flatMap((sent) =>
    sent.id === PAIR.tester && sent.data[0] >>> 4 < 2 ? [sent, frame('700 02 3E 80', sent.atMs)] : [sent],
  );

const later = (ms: number): SentFrame => frame('123 FF FF', ms);
const transferOf = (...lines: string[]) =>
  follow(session(...OPENING, ...lines)).faults.find(({ kind }) => kind === 'uds-transfer-incomplete');

describe('a flash over UDS', () => {
  it('shows its steps and no fault when it completes', () => {
    const found = follow(session(...OPENING, ...DOWNLOAD, ...blocks(1, 4), ...EXIT, ...CHECKS));
    expect(faultWords(found)).toEqual([]);
    expect(phaseWords(found)).toEqual([
      'install started',
      'install succeeded',
      'verify started',
      'verify succeeded',
      'activate started',
      'activate succeeded',
      'reboot started',
    ]);
    expect(found.outcomes).toMatchObject([{ marker: 'version-seen', value: '4.12', ecu: 'can0', app: '77A' }]);
  });

  it('is one installation, however many downloads it has', () => {
    const part = [...DOWNLOAD, ...blocks(1, 4), ...EXIT];
    const found = follow(session(...OPENING, ...part, ...part, ...part));
    expect(faultWords(found)).toEqual([]);
    expect(phaseWords(found)).toEqual(['install started', 'install succeeded']);
  });

  it('tells announced from transferred bytes when the log ends in the middle, and for how long nothing came', () => {
    const frames = [...session(...OPENING, ...DOWNLOAD, ...blocks(1, 3)), later(60_000)];
    const { faults } = follow(frames);
    expect(faults).toMatchObject([
      {
        kind: 'uds-transfer-incomplete',
        vocabulary: 'uds',
        role: 'symptom',
        title: 'A download ended by end of log after 192 of 256 bytes',
        facts: {
          announcedBytes: 256,
          transferredBytes: 192,
          blocks: 3,
          endedBy: 'end of log',
          lastGoodService: '0x36 TransferData',
          pendingResponses: 2,
          pendingMs: 400,
          silenceMs: 60_000 - 2_600,
          requestId: '0x710',
          responseId: '0x77A',
        },
      },
    ]);
    expect(faults[0].at[0].offset).toBe(frames.findIndex(({ id, data }) => id === PAIR.tester && data[2] === 0x34));
  });

  it('does not tell what came of it when the log ends right behind a block', () => {
    const running = session(...OPENING, ...DOWNLOAD, ...blocks(1, 3));
    const at = Math.max(...running.map(({ atMs }) => atMs));
    for (const [waitMs, phases] of [
      [4_500, ['install started']],
      [5_500, ['install started', 'install failed']],
    ] as const) {
      const found = follow([...running, later(at + waitMs)]);
      expect(phaseWords(found)).toEqual(phases);
      expect(faultWords(found)).toHaveLength(phases.length - 1);
    }
  });

  it('is none where a scan sends its services without what belongs to them', () => {
    const scan = ['34', '36', '37'].flatMap((service) => [`> ${service}`, `< 7F ${service} 13`]);
    expect(phaseWords(follow(session('> 10 03', '< 50 03 00 32 01 F4', ...scan)))).toEqual([]);
    const begun = ['> 36 07 07*64', '< 76 07', '> 37', '< 7F 37 24'];
    expect(phaseWords(follow(session(...OPENING, ...begun)))).toEqual(['install started', 'install failed']);
  });

  it('names the refusal and the download it ended', () => {
    const found = follow(session(...OPENING, ...DOWNLOAD, ...blocks(1, 2), '> 36 03 03*64', '< 7F 36 72'));
    expect(faultWords(found)).toEqual([
      'symptom uds-negative-response NRC 0x72 x1',
      'symptom uds-transfer-incomplete x1',
    ]);
    expect(found.faults[1].facts).toMatchObject({
      endedBy: 'negative response',
      nrc: 'NRC 0x72',
      transferredBytes: 128,
    });
    expect(phaseWords(found)).toEqual(['install started', 'install failed']);
  });

  it.each([
    ['the download itself', ['> 34 00 41 05 00 00 01 00', '< 7F 34 70'], ['install started', 'install failed']],
    ['the exit', [...DOWNLOAD, ...blocks(1, 4), '> 37', '< 7F 37 24'], ['install started', 'install failed']],
    [
      'a read in between',
      [...DOWNLOAD, '> 22 F1 90', '< 7F 22 31', ...blocks(1, 4), ...EXIT],
      ['install started', 'install succeeded'],
    ],
    [
      'a block, for being busy',
      [...DOWNLOAD, '> 36 01 01*64', '< 7F 36 21', ...blocks(1, 4), ...EXIT],
      ['install started', 'install succeeded'],
    ],
  ])('ends where the ECU refuses what belongs to it, and only there: %s', (_, lines, phases) => {
    expect(phaseWords(follow(session(...OPENING, ...lines)))).toEqual(phases);
  });

  it.each([
    ['the ECU is reset', ['> 11 01', '< 51 01'], 'ECU reset'],
    ['the session changes', ['> 10 01', '< 50 01 00 32 01 F4'], 'session change'],
    ['another download begins', DOWNLOAD, 'new download'],
    ['it is closed too early', EXIT, 'transfer exit'],
  ])('is cut off where %s', (_, lines, endedBy) => {
    expect(transferOf(...DOWNLOAD, ...blocks(1, 2), ...lines)).toMatchObject({
      title: `A download ended by ${endedBy} after 128 of 256 bytes`,
      facts: { endedBy, transferredBytes: 128, blocks: 2 },
    });
  });

  it.each([
    ['a reset', ['> 11 01', '< 51 01']],
    ['a change of session', ['> 10 01', '< 50 01 00 32 01 F4']],
    ['a block', block(9)],
    ['an exit', EXIT],
  ])('is not cut off where none was begun: %s', (_, lines) => {
    expect(faultWords(follow(session(...OPENING, ...lines)))).toEqual([]);
  });

  it('sees that a block is missing', () => {
    const found = follow(session(...OPENING, ...DOWNLOAD, ...blocks(1, 2), ...blocks(4, 5), ...EXIT));
    expect(faultWords(found)).toEqual(['cause uds-block-sequence-error x1']);
    expect(found.faults[0]).toMatchObject({
      vocabulary: 'uds',
      title: 'Blocks of the transfer are missing or out of order',
      facts: { expectedBlock: 3, block: 4 },
    });
  });

  it('sees that the first block is missing', () => {
    const found = follow(session(...OPENING, ...DOWNLOAD, ...block(0), ...blocks(1, 4), ...EXIT));
    expect(found.faults.map(({ facts }) => facts['block'])).toEqual([0]);
  });

  it('counts a repeated block once', () => {
    expect(transferOf(...DOWNLOAD, ...blocks(1, 2), ...block(2), ...block(3), ...EXIT)?.facts).toMatchObject({
      transferredBytes: 192,
      blocks: 3,
      endedBy: 'transfer exit',
    });
  });

  it('counts a block once, however often its answer was logged', () => {
    expect(transferOf(...DOWNLOAD, ...block(1), '< 76 01', '< 76 01', ...EXIT)?.facts).toMatchObject({ blocks: 1 });
  });

  it('lets the block counter wrap from 0xFF to 0x00', () => {
    const long = ['> 34 00 41 05 00 00 4B 00', '< 74 20 0F F9'];
    expect(faultWords(follow(session(...OPENING, ...long, ...blocks(1, 300), ...EXIT)))).toEqual([]);
  });

  it('compares no sizes where the data is compressed', () => {
    const compressed = ['> 34 10 41 05 00 00 01 00', '< 74 20 0F F9', ...blocks(1, 2), ...EXIT];
    expect(faultWords(follow(session(...OPENING, ...compressed)))).toEqual([]);
    const encrypted = ['> 34 01 41 05 00 00 01 00', '< 74 20 0F F9', ...blocks(1, 2), ...EXIT];
    expect(faultWords(follow(session(...OPENING, ...encrypted)))).toEqual(['symptom uds-transfer-incomplete x1']);
  });

  it('says how long it was put off, all in all', () => {
    const slow = ['> 36 03 03*64', 'wait 1900', '< 7F 36 78', 'wait 900', '< 76 03'];
    expect(transferOf(...DOWNLOAD, ...blocks(1, 2), ...slow, ...EXIT)?.facts).toMatchObject({
      pendingResponses: 3,
      pendingMs: 200 + 200 + 3_000,
      lastGoodService: '0x36 TransferData',
    });
  });

  it('tells a failed memory check as a cause', () => {
    const failed = ['> 31 01 02 02', '< 71 01 02 02 01'];
    const found = follow(session(...OPENING, ...DOWNLOAD, ...blocks(1, 4), ...EXIT, ...failed));
    expect(faultWords(found)).toEqual(['cause uds-routine-failed checkMemory x1']);
    expect(phaseWords(found).at(-1)).toBe('verify failed');
  });

  it('reports a request that nobody answered once the tester goes on', () => {
    const found = follow(session(...OPENING, DOWNLOAD[0], '> 10 01', '< 50 01 00 00 00 00'));
    expect(faultWords(found)).toEqual(['symptom uds-response-timeout SID 0x34 x1']);
  });

  it('reports silence after the last request when the log goes on for five seconds', () => {
    const frames = session(...OPENING, '> 11 01');
    expect(faultWords(follow([...frames, later(4_000)]))).toEqual([]);
    expect(faultWords(follow([...frames, later(60_000)]))).toEqual(['symptom uds-response-timeout SID 0x11 x1']);
  });

  it('works the same without any time in the log', () => {
    const frames = session(...OPENING, ...DOWNLOAD, ...blocks(1, 3)).map((sent) => ({ ...sent, atMs: -1 }));
    const { faults } = follow(frames);
    expect(faults[0]).toMatchObject({
      kind: 'uds-transfer-incomplete',
      firstTimeUs: null,
      facts: { transferredBytes: 192, pendingResponses: 2, pendingMs: 0 },
    });
    expect(faults[0].facts).not.toHaveProperty('silenceMs');
  });
});

describe('a download of KWP 2000', () => {
  const ECU = { tester: 0x7e0, ecu: 0x7e8 };
  const asked = ['> 34 80 00 00 00 00 00 B4', '< 74 FE'];
  const blocks = ['> 36 AA*60', '< 76', '> 36 BB*60', '< 76'];

  it('has blocks without numbers, and is whole when all bytes that it announced have come', () => {
    expect(faultWords(follow(talk(ECU, ...asked, ...blocks, '> 36 CC*60', '< 76', '> 37', '< 77')))).toEqual([]);
    const { faults } = follow(talk(ECU, ...asked, ...blocks, '> 37', '< 77'));
    expect(faults).toMatchObject([
      { kind: 'uds-transfer-incomplete', facts: { announcedBytes: 180, transferredBytes: 120, blocks: 2 } },
    ]);
  });
});

describe('the size that a download announces', () => {
  it.each([
    ['34 00 41 05 00 00 01 00', 256, 'one byte of address, four of size'],
    ['34 00 14 00 00 10 00 FF', 255, 'four bytes of address, one of size'],
    ['34 00 24 00 00 10 00 12 34', 0x1234, 'two bytes of size'],
    ['34 00 51 05 01 00 00 00 00', 2 ** 32, 'more than 32 bits'],
    ['34 00 41 05 00 00 01', 0, 'a request that is too short'],
    ['34 00 01 05', 0, 'no size at all'],
  ])('%s is %i: %s', (text, size) => {
    const bytes = Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));
    expect(announcedSize({ bytes, kept: bytes.length, length: bytes.length })).toBe(size);
  });
});
