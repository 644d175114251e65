import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

const BEGIN = ['agent: reading list of parts', 'agent: 4 parts are listed'];
const LACK = 'agent: part list: /data/parts/extra.lst: No such file or directory';
const GO_ON = ['agent: using the parts of the base', 'agent: all parts are in place', 'agent: waiting for the hub'];

describe('a fault is seen in a short excerpt', () => {
  it('that ends with a failure, for whatever everyday reason and at no level', async () => {
    const { finding, hypotheses } = await logReport([...BEGIN, LACK]);
    expect(finding).toBe('fault');
    expect(hypotheses[0].title).toContain('No such file');
  });

  it('that begins anew after it, as a device does that restarts', async () => {
    const { finding } = await logReport([...BEGIN, LACK, BEGIN[0]]);
    expect(finding).toBe('fault');
  });

  it('of which most lines tell of failures', async () => {
    const { finding } = await logReport([
      'unpack: part 7 not found in archive',
      'agent: Error No list of parts',
      'agent: An error when reading the list of parts.',
      'agent: /org/agent/entry/6',
      'agent: Error in parts',
    ]);
    expect(finding).toBe('fault');
  });

  it('not where the log goes on with something new', async () => {
    const { finding } = await logReport([...BEGIN, LACK, ...GO_ON]);
    expect(finding).toBe('unknown');
  });
});

describe('the line that leads', () => {
  it('is what was said in words right before a number says that it failed', async () => {
    const { hypotheses } = await logReport([
      'axl-imu 5-0068: reference clock is missing',
      'axl-imu: probe of 5-0068 failed with error -12',
    ]);
    expect(hypotheses[0].title).toContain('reference clock is missing');
  });

  it('is what was not there right before no answer came', async () => {
    const { hypotheses } = await logReport([
      'Mar 02 10:00:01 gw kernel: axl-imu: firmware axl.blob not found',
      'Mar 02 10:00:02 gw kernel: bus 5: scanning',
      'Mar 02 10:00:03 gw kernel: axl-imu: waiting for the chip timed out',
    ]);
    expect(hypotheses[0].title).toContain('axl.blob not found');
  });

  it('is what a bootloader told right before it refused an image', async () => {
    const { hypotheses, verdict } = await logReport([
      'I: Starting bootloader',
      'W: the list of pages is damaged',
      'E: Image in the primary slot is not valid!',
    ]);
    expect(hypotheses[0].title).toContain('list of pages is damaged');
    expect(verdict).toBe('INCONCLUSIVE');
  });

  it('is the lack of space, not the read-only place that it made, where no clock tells which came first', async () => {
    const { hypotheses } = await logReport([
      'store: write of block 4 failed: Read-only file system',
      'store: write of block 9 failed: No space left on device',
    ]);
    expect(hypotheses[0].causeCode).toBe('not-enough-space');
  });

  it('is the number where nothing was said before it', async () => {
    const { hypotheses } = await logReport(['bus 5: scanning', 'axl-imu: probe of 5-0068 failed with error -12']);
    expect(hypotheses[0].title).toContain('failed with error -12');
  });

  it('is quoted by its end where only that tells what went wrong, and the line is long', async () => {
    const head = `Error: Time:Tue Apr  7 10:00:00 2026 File:hub_client/src/hub_transport_common.c Func:${'x'.repeat(90)} Line:7`;
    const { hypotheses } = await logReport([`${head} Ticket was not taken: 0x5: access denied`, 'agent: waiting']);
    expect(hypotheses[0].title).toMatch(/“… .*access denied”$/);
  });

  it('is the call that returned an error right before a step that only failed', async () => {
    const { hypotheses } = await logReport([
      'axl> axl start',
      'AXL spi::transfer returned -125',
      'ERROR [axl] driver start failed',
    ]);
    expect(hypotheses[0].title).toContain('spi::transfer returned -125');
  });

  it('gives a reason, where the first one only sums up', async () => {
    const { hypotheses } = await logReport([
      '[ERROR] open() has an error in a call of the boards',
      '[INFO] the boards are asked for their versions',
      '[ERROR] scan has found 1 incompatible board on CAN2',
    ]);
    expect(hypotheses[0].title).toContain('incompatible board');
  });
});
