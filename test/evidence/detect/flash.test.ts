import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame, isoTp, phaseWords, type SentFrame } from './bus-traffic.ts';

const TESTER = 0x710;
const ECU = 0x77a;
const BLOCK_BYTES = 64;

type Step = [request: number[], ...responses: number[][]];

const block = (n: number): Step => [
  [0x36, n & 0xff, ...new Array<number>(BLOCK_BYTES).fill(n & 0xff)],
  [0x76, n & 0xff],
];

const OPENING: Step[] = [
  [
    [0x10, 0x03],
    [0x50, 0x03, 0x00, 0x32, 0x01, 0xf4],
  ],
  [
    [0x31, 0x01, 0x02, 0x03],
    [0x71, 0x01, 0x02, 0x03],
  ],
  [
    [0x85, 0x02],
    [0xc5, 0x02],
  ],
  [
    [0x28, 0x03, 0x01],
    [0x68, 0x03],
  ],
  [
    [0x10, 0x02],
    [0x7f, 0x10, 0x78],
    [0x50, 0x02, 0x00, 0x32, 0x01, 0xf4],
  ],
  [
    [0x27, 0x11],
    [0x67, 0x11, 1, 2, 3, 4],
  ],
  [
    [0x27, 0x12, 5, 6, 7, 8],
    [0x67, 0x12],
  ],
  [
    [0x31, 0x01, 0xff, 0x00, 0x01, 0x05],
    [0x7f, 0x31, 0x78],
    [0x71, 0x01, 0xff, 0x00, 0x00],
  ],
];
const DOWNLOAD: Step = [
  [0x34, 0x00, 0x41, 0x05, 0x00, 0x00, 0x01, 0x00],
  [0x74, 0x20, 0x0f, 0xf9],
];
const BLOCKS = [1, 2, 3, 4].map(block);
const EXIT: Step = [[0x37], [0x77]];
const CHECKS: Step[] = [
  [
    [0x31, 0x01, 0x02, 0x02, 9, 9, 9, 9],
    [0x71, 0x01, 0x02, 0x02, 0x00],
  ],
  [
    [0x31, 0x01, 0xff, 0x01],
    [0x71, 0x01, 0xff, 0x01, 0x00],
  ],
  [
    [0x11, 0x01],
    [0x51, 0x01],
  ],
  [
    [0x22, 0xf1, 0x89],
    [0x62, 0xf1, 0x89, 0x34, 0x2e, 0x31, 0x32],
  ],
];

/** Each message 100 ms after the one before; TesterPresent without answer in between. */
function session(steps: readonly Step[]): SentFrame[] {
  let atMs = 0;
  const nextMs = () => {
    atMs += 100;
    return atMs;
  };
  return steps.flatMap(([request, ...responses]) => [
    ...isoTp(TESTER, request, nextMs()),
    ...isoTp(0x700, [0x3e, 0x80], atMs),
    ...responses.flatMap((response) => isoTp(ECU, response, nextMs())),
  ]);
}

const later = (ms: number): SentFrame => frame('123 FF FF', ms);

describe('a flash over UDS', () => {
  it('shows its steps and no fault when it completes', () => {
    const found = follow(session([...OPENING, DOWNLOAD, ...BLOCKS, EXIT, ...CHECKS]));
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

  it('tells announced from transferred bytes when the log ends in the middle, and for how long nothing came', () => {
    const frames = [...session([...OPENING, DOWNLOAD, ...BLOCKS.slice(0, 3)]), later(60_000)];
    const { faults } = follow(frames);
    expect(faults).toMatchObject([
      {
        kind: 'uds-transfer-incomplete',
        role: 'symptom',
        facts: {
          announcedBytes: 256,
          transferredBytes: 192,
          blocks: 3,
          endedBy: 'end of log',
          lastGoodService: '0x36 TransferData',
          pendingResponses: 2,
          requestId: '0x710',
          responseId: '0x77A',
        },
      },
    ]);
    expect(faults[0].facts['silenceMs']).toBeGreaterThan(50_000);
    expect(faults[0].at[0].offset).toBe(frames.findIndex(({ id, data }) => id === TESTER && data[2] === 0x34));
  });

  it('names the refusal and the download it ended', () => {
    const refused: Step = [
      [0x36, 3, ...new Array<number>(BLOCK_BYTES).fill(3)],
      [0x7f, 0x36, 0x72],
    ];
    const found = follow(session([...OPENING, DOWNLOAD, ...BLOCKS.slice(0, 2), refused]));
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

  it('sees that a block is missing', () => {
    const found = follow(session([...OPENING, DOWNLOAD, block(1), block(2), block(4), block(5), EXIT]));
    expect(faultWords(found)).toEqual(['cause uds-block-sequence-error x1']);
    expect(found.faults[0].facts).toMatchObject({ expectedBlock: 3, block: 4 });
  });

  it('counts a repeated block once', () => {
    const found = follow(session([...OPENING, DOWNLOAD, block(1), block(2), block(2), block(3), EXIT]));
    expect(found.faults[0].facts).toMatchObject({ transferredBytes: 192, endedBy: 'transfer exit' });
  });

  it('lets the block counter wrap from 0xFF to 0x00', () => {
    const long: Step = [
      [0x34, 0x00, 0x41, 0x05, 0x00, 0x00, 0x4b, 0x00],
      [0x74, 0x20, 0x0f, 0xf9],
    ];
    const blocks = Array.from({ length: 300 }, (_, i) => block(i + 1));
    expect(faultWords(follow(session([...OPENING, long, ...blocks, EXIT])))).toEqual([]);
  });

  it('tells a failed memory check as a cause', () => {
    const failed: Step = [
      [0x31, 0x01, 0x02, 0x02],
      [0x71, 0x01, 0x02, 0x02, 0x01],
    ];
    const found = follow(session([...OPENING, DOWNLOAD, ...BLOCKS, EXIT, failed]));
    expect(faultWords(found)).toEqual(['cause uds-routine-failed checkMemory x1']);
    expect(phaseWords(found).at(-1)).toBe('verify failed');
  });

  it('reports a request that nobody answered once the tester goes on', () => {
    const found = follow(
      session([
        ...OPENING,
        [[0x34, 0x00, 0x41, 0x05, 0x00, 0x00, 0x01, 0x00]],
        [
          [0x10, 0x01],
          [0x50, 0x01, 0, 0, 0, 0],
        ],
      ]),
    );
    expect(faultWords(found)).toEqual(['symptom uds-response-timeout SID 0x34 x1']);
  });

  it('reports silence after the last request when the log goes on for five seconds', () => {
    const frames = session([...OPENING, [[0x11, 0x01]]]);
    expect(faultWords(follow([...frames, later(4_000)]))).toEqual([]);
    expect(faultWords(follow([...frames, later(60_000)]))).toEqual(['symptom uds-response-timeout SID 0x11 x1']);
  });

  it('works the same without any time in the log', () => {
    const frames = session([...OPENING, DOWNLOAD, ...BLOCKS.slice(0, 3)]).map((sent) => ({ ...sent, atMs: -1 }));
    const { faults } = follow(frames);
    expect(faults[0]).toMatchObject({
      kind: 'uds-transfer-incomplete',
      firstTimeUs: null,
      facts: { transferredBytes: 192 },
    });
    expect(faults[0].facts).not.toHaveProperty('silenceMs');
  });
});
