import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import { python } from '#test/support/python.ts';
import { readFrames } from '#test/support/read-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-python-can-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Recordings by python-can's writers, of the same random frames: classic, FD, remote and error frames on two channels. */
const WRITE = `
import can, random, sys
folder = sys.argv[1]
def frames(has_fd, has_more):
    random.seed(3)
    t = 1.7e9
    for n in range(400):
        t += random.random() * 0.01
        kind, channel = random.random(), random.choice([0, 1])
        data = bytes(random.randrange(256) for _ in range(random.randrange(9)))
        short = dict(timestamp=t, channel=channel, arbitration_id=random.randrange(0x800), is_extended_id=False)
        long = dict(timestamp=t, channel=channel, arbitration_id=random.randrange(0x20000000), is_extended_id=True)
        if kind < .05 and has_more: yield can.Message(timestamp=t, channel=channel, is_error_frame=True)
        elif kind < .12 and has_more: yield can.Message(**short, is_remote_frame=True, dlc=len(data))
        elif kind < .4: yield can.Message(**long, data=data, is_rx=random.random() < .8)
        elif kind < .7 and has_fd:
            size = random.choice([0, 3, 8, 12, 16, 20, 24, 32, 48, 64])
            yield can.Message(**short, is_fd=True, bitrate_switch=True, data=bytes(random.randrange(256) for _ in range(size)))
        else: yield can.Message(**short, data=data)
def write(writer, has_fd=True, has_more=True):
    for frame in frames(has_fd, has_more): writer.on_message_received(frame)
    writer.stop()
write(can.BLFWriter(folder + '/packed.blf'))
write(can.BLFWriter(folder + '/stored.blf', compression_level=0))
write(can.BLFWriter(folder + '/small.blf', max_container_size=200))
write(can.ASCWriter(folder + '/a.asc'))
write(can.CanutilsLogWriter(folder + '/a.log'))
write(can.TRCWriter(folder + '/a.trc'), has_fd=False, has_more=False)
write(can.MF4Writer(folder + '/a.mf4'))
`;

/** Of ASC it takes an empty frame of CAN FD for a remote one: CAN FD has none. */
const READ = `
import can, json, sys
for m in can.LogReader(sys.argv[1]):
    is_remote = m.is_remote_frame and not m.is_fd
    data = '' if is_remote or m.is_error_frame else bytes(m.data).hex()
    number = 0 if m.is_error_frame else m.arbitration_id
    print(json.dumps([round(m.timestamp * 1e6), number, m.is_extended_id and not m.is_error_frame, is_remote, m.is_error_frame, m.is_fd, data]))
`;

type Frame = [number, number, boolean, boolean, boolean, boolean, string];
const PACKAGES = 'python-can asammdf';

beforeAll(() => {
  python(PACKAGES, WRITE, folder);
}, 120_000);

async function framesOfArgus(file: string): Promise<Frame[]> {
  const frames = await readFrames(readFileSync(file));
  return frames.map(({ timeUs, id, flags, data }) => {
    const isError = (flags & Flag.errorFrame) !== 0;
    const isExtended = (flags & Flag.extendedId) !== 0 && !isError;
    const isRemote = (flags & Flag.remote) !== 0;
    return [timeUs, isError ? 0 : id, isExtended, isRemote, isError, (flags & Flag.fd) !== 0, isError ? '' : data];
  });
}

/** ASC has times since its start, which python-can keeps as they are; all round. */
const sinceFirst = (frames: Frame[]): number[] => frames.map(([timeUs]) => timeUs - frames[0][0]);

describe('recordings by python-can are read as it reads them itself', () => {
  it.each(['packed.blf', 'stored.blf', 'small.blf', 'a.asc', 'a.log', 'a.trc', 'a.mf4'])('%s', async (name) => {
    const file = join(folder, name);
    const expected = python(PACKAGES, READ, file).map((line): Frame => JSON.parse(line));
    const frames = await framesOfArgus(file);
    expect(frames.length).toBeGreaterThan(300);
    expect(frames.map(([, ...frame]) => frame)).toEqual(expected.map(([, ...frame]) => frame));
    const [ours, theirs] = [frames, expected].map(sinceFirst);
    for (const [n, timeUs] of ours.entries()) expect(Math.abs(timeUs - theirs[n])).toBeLessThanOrEqual(2);
  });
});
