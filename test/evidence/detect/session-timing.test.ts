import { describe, expect, it } from 'vitest';
import { faultWords, follow, frame } from '#test/support/bus-traffic.ts';

/** `<ms> <id> <bytes>` each. */
const found = (...texts: string[]) =>
  follow(
    texts.map((text) => {
      const [ms, ...rest] = text.split(' ');
      return frame(rest.join(' '), Number(ms));
    }),
  );
const PROGRAMMING = ['0 7E0 02 10 02', '10 7E8 06 50 02 00 32 01 F4'];
const REFUSED = 'symptom uds-negative-response NRC 0x7F x1';

describe('an ECU that asks for patience', () => {
  const erase = (answeredAt: number) => [
    ...PROGRAMMING,
    '100 7E0 04 31 01 FF 00',
    '120 7E8 03 7F 31 78',
    `${answeredAt} 7E8 04 71 01 FF 00`,
  ];

  it('has as long as it promised', () => {
    expect(faultWords(found(...erase(5_000)))).toEqual([]);
  });

  it('is late after that', () => {
    const late = found(...erase(5_500));
    expect(faultWords(late)).toEqual(['symptom uds-response-late x1']);
    expect(late.faults[0].facts).toMatchObject({ service: '0x31', waitedMs: 5_380, promisedMs: 5_000 });
  });

  it('gets its time anew with each time that it asks', () => {
    const frames = erase(9_500);
    frames.splice(4, 0, '5000 7E8 03 7F 31 78');
    expect(faultWords(found(...frames))).toEqual([]);
  });

  it('may promise more than the standard does', () => {
    const [request] = PROGRAMMING;
    const [, , ...rest] = erase(12_000);
    expect(faultWords(found(request, '10 7E8 06 50 02 00 32 07 D0', ...rest))).toEqual([]);
  });
});

describe('a session', () => {
  const download = (atMs: number) => [`${atMs} 7E0 03 34 00 11`, `${atMs + 10} 7E8 03 7F 34 7F`];

  it('is lost when nobody speaks to the ECU for longer than S3', () => {
    const lost = found(...PROGRAMMING, ...download(7_000));
    expect(faultWords(lost)).toEqual([REFUSED, 'cause uds-session-lost x1']);
    expect(lost.faults[1].facts).toMatchObject({ quietMs: 6_990, service: '0x34', nrc: '0x7F' });
  });

  it('is kept by a tester that says that it is there, be it to all ECUs', () => {
    const present = [2_000, 4_000, 6_000].map((ms) => `${ms} 7DF 02 3E 80`);
    expect(faultWords(found(...PROGRAMMING, ...present, ...download(7_000)))).toEqual([REFUSED]);
  });

  it('that was never opened is not lost', () => {
    const read = ['0 7E0 03 22 F1 90', '10 7E8 03 7F 22 31'];
    expect(faultWords(found(...read, ...download(7_000)))).not.toContain('cause uds-session-lost x1');
  });
});
