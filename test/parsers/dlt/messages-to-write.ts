import { type DltArgument, type DltLogMessage, DltWriter } from '#src/simulator/writers/dlt.ts';

export const NOON_US = Date.UTC(2026, 2, 1, 12) * 1000;

export function logMessage(n: number, changes: Partial<DltLogMessage> = {}): DltLogMessage {
  return {
    timeUs: NOON_US + n * 1000,
    ecu: 'GATE',
    app: 'OTA',
    context: 'INST',
    level: 'info',
    counter: n & 255,
    tick: 10 * n,
    arguments: [{ type: 'string', value: `message ${n} of the installer` }],
    ...changes,
  };
}

export function written(fill: (writer: DltWriter) => void): Uint8Array {
  const writer = new DltWriter();
  fill(writer);
  return writer.copyBytes();
}

export function verbose(list: DltArgument[], changes: Partial<DltLogMessage> = {}): Uint8Array {
  return written((writer) => writer.log(logMessage(0, { arguments: list, ...changes })));
}

/** Messages of every kind, `count` of them, with the place where each begins (and the end of the last). */
export function mixedFile(count: number): { bytes: Uint8Array; starts: number[] } {
  const writer = new DltWriter();
  const starts: number[] = [];
  for (let n = 0; n < count; n++) {
    starts.push(writer.sizeBytes);
    writeMixed(writer, n);
  }
  starts.push(writer.sizeBytes);
  return { bytes: writer.copyBytes(), starts };
}

function writeMixed(writer: DltWriter, n: number): void {
  const bigEndian = n % 5 === 0;
  const envelope = { timeUs: NOON_US + n * 1000, ecu: 'GATE', counter: n & 255, bigEndian };
  if (n % 7 === 3) writer.control({ ...envelope, serviceId: 0x13, status: 0, data: Uint8Array.of(2, 0, 0, 0, 86, 49) });
  else if (n % 7 === 5) writer.nonVerbose({ ...envelope, messageId: n, data: Uint8Array.of(1, 2, n & 255) });
  else if (n % 7 === 6) writer.log(logMessage(n, { bigEndian, arguments: mixedArguments(n) }));
  else writer.log(logMessage(n, { bigEndian, sessionId: n % 2 ? n : undefined }));
}

function mixedArguments(n: number): DltArgument[] {
  return [
    { type: 'string', value: 'block' },
    { type: 'uint', bits: 32, value: n },
    { type: 'float', bits: 64, value: n / 4 },
  ];
}
