import { describe, expect, it } from 'vitest';
import { type FailureReading, isFailure, readFailure } from '#src/evidence/failure-language/read-failure.ts';

const read = (text: string, level: Parameters<typeof readFailure>[1] = 'info') => readFailure(text, level);
const reasonOf = (text: string): string | null | undefined => {
  const reading = read(text);
  return isFailure(reading) ? (reading.reason?.kind ?? null) : undefined;
};
const weightOf = (text: string): number => {
  const reading = read(text);
  return isFailure(reading) ? reading.weight : 0;
};

describe('a line that tells of a failure', () => {
  it.each([
    ['no-space', 'write /opt/app/model.bin: no space left on device'],
    ['permission', 'open config.db: Permission denied'],
    ['not-found', 'Slot description for kernel.2 not found'],
    ['argument', "gwctl: error: unrecognized option '--fast' given"],
    ['certificate', 'peer check: certificate is not yet valid'],
    ['signature', 'container signature does not match the trusted key'],
    ['checksum', 'Section 3 digest mismatch, stored one differs'],
    ['unsupported', 'cannot handle payloads of this class'],
    ['no-answer', 'unit 7 did not respond within its deadline'],
    ['lost', 'lost connection to the remote service'],
    ['bus', 'interface can3 went bus-off'],
    ['crash', 'navd[77]: terminated by SIGSEGV'],
    ['thermal', 'zone cpu0: critical temperature reached'],
    ['power', 'rail vbat: undervoltage seen'],
    ['input-output', 'sdb: I/O error while reading sector'],
    ['refused', 'RoutingActivation: DeniedSourceInUse'],
    ['fault-state', 'port 4: SLAVE to FAULTY on FAULT_DETECTED'],
    ['exceeded', 'image too large for its slot'],
    ['unreachable', 'could not resolve host updates.example'],
    ['no-answer', 'P2 timeout time has expired'],
    ['expired', 'its ticket has expired'],
    ['input-output', 'IOError: the cable was pulled while reading'],
    ['not-allowed', 'Writing is not allowed for this slot'],
    ['bug', 'BUG! slot 4 is occupied!'],
    ['certificate', 'SSL peer certificate or SSH remote key was not OK'],
    ['no-space', 'copy failure -5 (errno 28) -- aborting'],
    ['unreachable', 'Unable to connect, errno 116'],
    ['unhandled', 'node: UnhandledPromiseRejectionWarning'],
    ['handshake', 'TLS handshake error: -0x7200'],
    ['corrupt', 'unpacker: EOF while reading a packed block'],
    ['corrupt', 'decompression error'],
    ['mismatch', 'layout: area 3 has 40 pages but area 4 has 39'],
    ['cycle', 'job hub.task dropped: ordering cycle through radio.task'],
    ['exceeded', 'writer: /tmp/part7.img is larger than /dev/slot4'],
    ['exceeded', 'region "maps" reaches beyond the chip'],
    ['lost', 'Sending part 40 of 90 (44%) Connection to ecu-9 closed by remote host.'],
    ['mismatch', 'Wrong target chosen, the unit is an AX-2, trying to flash ax3'],
    ['contradiction', 'coordinator: will not take over the bus'],
    ['failure', 'Gyro #0 failed, choosing another one'],
    ['mismatch', 'part list not suitable for this hub'],
    ['mismatch', 'label does not begin with the name of the hub'],
    ['state-not-reached', 'axl could not leave the sleep state'],
    ['fatal', 'axl: fatal error received'],
    ['ended', 'int run(const hub::exit_options::map&) :: Module relay (pid: 7) exited with status: 3.'],
    ['memory', 'hub::store: std::bad_alloc'],
    ['unsupported', 'moving part 4: Invalid cross-device link (os error 18)'],
    ['unreachable', 'asking the hub: org.freedesktop.DBus.Error.ServiceUnknown'],
    ['no-answer', 'GDBus.Error:org.freedesktop.DBus.Error.NoReply'],
    ['invalid', 'part 4 has an invalid length: 0'],
    ['failure', 'agent: Error No list of parts'],
    ['unsupported', 'Curl error: 33 - see the header for details'],
    ['certificate', 'fetch of the list: curl: (60) see the page on trust'],
  ])('is read as %s by its words, at any level', (kind, text) => {
    expect(reasonOf(text)).toBe(kind);
  });

  it.each([
    ['fault-state', 'gateway: error active on lane 4'],
    ['bus', 'Status: chip status error passive'],
    ['refused', '03 7F 27 35'],
    ['refused', 'answer 7F2735'],
    ['corrupt', 'table 4: restart on corruption found in block 7'],
    ['no-answer', 'mmc2: Timeout waiting for hardware interrupt, status 0x0000008e'],
  ])('is read as %s though its like is no failure', (kind, text) => {
    expect(reasonOf(text)).toBe(kind);
  });

  it('is quoted with the code that is its reason', () => {
    expect(read('copy failure -5 (errno 28) -- aborting')).toMatchObject({
      clause: 'copy failure -5 (errno 28) -- aborting',
    });
  });

  it('is read by its innermost reason', () => {
    const reading = read('apply step failed: unpack stage: write chunk 9: no space left on device', 'error');
    expect(reading).toMatchObject({ role: 'cause', clause: 'no space left on device', reason: { kind: 'no-space' } });
  });

  it('is a wrapper when it only says that a whole failed', () => {
    for (const text of [
      'Update failed!',
      'Installation of the software update failed with error 3',
      'script exited with exit status 4',
      'gw-agent.service: Main process exited, code=exited, status=1/FAILURE',
      'Failed to start Gateway Agent.',
      'Aborting due to failure',
      '{"job":"17","status":"FAILED"}',
    ]) {
      expect(read(text, 'error'), text).toMatchObject({ role: 'wrapper' });
    }
  });

  it('is a wrapper when it only gives up what it guesses to be damaged', () => {
    expect(read('PACKAGE_ERROR Bundle corrupted or invalid. Not applying ...', 'error')).toMatchObject({
      role: 'wrapper',
    });
  });

  it('is not read by the name of a device that stands at an address', () => {
    expect(reasonOf('loading the driver of 40a81000.spi failed with error -12')).toBe('memory');
    expect(reasonOf('sensor hub: spi failed twice in a row')).toBe('input-output');
  });

  it('weighs less where it goes on with another one of its choices', () => {
    const weightOf = (text: string): number => (read(text) as FailureReading).weight;
    expect(weightOf('could not open the store as alpha. Trying beta.')).toBeLessThan(
      weightOf('could not open the store as alpha.'),
    );
    expect(weightOf('option is disabled: could not open the store')).toBe(weightOf('could not open the store'));
  });

  it.each([
    'nightly suite: 0 failed, 40 run',
    'cells: good cells: 40, bad cells: 0, damaged cells: 0',
    '0 parts did not match',
    'scan finished with 0 errors',
    'hub[7] ERROR store.flush_worker: Successfully flushed the store after 3 attempts',
  ])('is none where it tells of none: %s', (text) => {
    expect(isFailure(read(text, 'error'))).toBe(false);
  });

  it('is not made good by what could not go on', () => {
    const weightOf = (text: string): number => {
      const reading = read(text);
      return isFailure(reading) ? reading.weight : 0;
    };
    expect(weightOf('part 3 is damaged, cannot continue with the rest')).toBeGreaterThan(
      weightOf('part 3 is damaged, continuing with the rest') + 10,
    );
  });

  it('tells less of what could come than of what came', () => {
    const weightOf = (text: string): number => {
      const reading = read(text, 'warn');
      return isFailure(reading) ? reading.weight : 0;
    };
    expect(weightOf('The archive might run out of space at the next export')).toBeLessThan(42);
    expect(weightOf('The archive ran out of space at the last export')).toBeGreaterThan(46);
  });

  it('is no wrapper when a reason stands inside', () => {
    expect(read('Update failed: payload type bin7 is not supported', 'error')).toMatchObject({ role: 'cause' });
  });

  it.each([
    ['warning: could not reset the counter', 'warn'],
    ['WARN  hub::store > could not reset the counter', 'warn'],
    ['Mar 02 10:00:01 gw hub[855]:  WARN  hub::store > could not reset the counter', 'warn'],
    ['[10:00:01 WARN store.c] could not reset the counter', 'warn'],
    ['error: could not reset the counter', 'error'],
    ['could not reset the WARN counter', 'info'],
  ])('has the level that the line itself bears: %s', (text, level) => {
    expect(read(text)).toMatchObject({ level });
  });

  it.each([
    ['read_id() returned -125', 'cause'],
    ['axl_handshake returned -0x3a00', 'cause'],
    ['probe_axl: ret = -1', 'cause'],
    ['install script returned -1', 'wrapper'],
  ])('says that a call failed by a value below zero: %s', (text, role) => {
    expect(read(text)).toMatchObject({ role, reason: { kind: 'error-returned' }, codes: [] });
  });

  it.each([
    'read_id() returned 0',
    'the gauge returned -4.5 degrees',
    'the gauge returns -10 C',
    'offset returned -125 mm',
    'part returned -125ab',
  ])('says nothing of a failure by what was measured: %s', (text) => {
    expect(isFailure(read(text))).toBe(false);
  });

  it('knows an error of the kernel by its number, but not -1, which stands for any', () => {
    expect(read('axl_send returned -110')).toMatchObject({ codes: [{ code: 'ETIMEDOUT (-110)' }] });
    expect(read('axl_send: error -1')).toMatchObject({ reason: { kind: 'failure' }, codes: [] });
  });

  it('keeps codes that standards define', () => {
    const codesOf = (text: string): string[] => {
      const reading = read(text, 'error');
      return isFailure(reading) ? reading.codes.map(({ code }) => code) : [];
    };
    expect(codesOf('mmc2: reset of card failed, error -110')).toEqual(['ETIMEDOUT (-110)']);
    expect(codesOf('unlink(lease.db): Operation not permitted')).toEqual(['EPERM']);
    expect(codesOf('Seed/key step rejected: 7F 27 35')).toEqual(['NRC 0x35 (invalidKey)']);
    expect(codesOf('answer was "RequestOutOfRange" for that routine')).toEqual(['NRC 0x31 (requestOutOfRange)']);
    expect(codesOf('GET manifest: server said 503 Service Unavailable')).toEqual(['HTTP 503']);
    expect(codesOf('Error for part 7 download: Received 502 response')).toEqual(['HTTP 502']);
    expect(codesOf('rpc error: code = DeadlineExceeded desc = slow')).toEqual(['gRPC DeadlineExceeded']);
    expect(codesOf('camera.service: Main process exited, code=dumped, status=11/SEGV')).toEqual(['SIGSEGV']);
  });

  it('is quoted whole where a code beside the words says why', () => {
    const line = 'Error for part 7: Received 502 response';
    expect(read(line)).toMatchObject({ clause: line, reason: { kind: 'refused' } });
    expect(read('Upload: could not read part 7: EACCES')).toMatchObject({ reason: { kind: 'permission' } });
  });

  it('tells less when the program coped, or only supposes', () => {
    const weight = (text: string): number => {
      const reading = read(text);
      return isFailure(reading) ? reading.weight : 0;
    };
    const plain = weight('cache file is missing');
    expect(weight('cache file is missing, using defaults')).toBeLessThan(plain);
    expect(weight('cache file may be missing')).toBeLessThan(plain);
    expect(weight('size of the mask may not match the lens')).toBeLessThan(weight('size of the mask does not match'));
    expect(weight('a text of this length will be truncated')).toBe(0);
    expect(weight('query: timeout of 4000ms exceeded')).toBeGreaterThan(0);
    expect(weight('ERROR timeout of 30s while asking door 7')).toBeGreaterThan(0);
    expect(weight('query: timeout of 4000ms')).toBe(0);
    expect(weight('the root image is larger than its slot: data will be truncated')).toBeGreaterThan(0);
  });

  it('is quoted whole where all that a part of it says is the name of a type', () => {
    const line = 'InvalidMirrorError: the left one is at the right door';
    expect(read(line)).toMatchObject({ clause: line });
  });

  it('says that memory ran out only where memory was asked for', () => {
    const reasonOf = (text: string) => (read(text) as FailureReading).reason?.kind;
    expect(reasonOf('unable to allocate 4096 bytes for the map')).toBe('memory');
    expect(reasonOf('failed to allocate a receive buffer')).toBe('memory');
    expect(reasonOf('could not allocate 64 MiB for the store of tiles')).toBe('memory');
    expect(reasonOf('unable to allocate the number of this line')).toBe('unallocated');
  });

  it('tells less where a kernel shows no such file, for it may lack the part', () => {
    expect(weightOf('cannot open /sys/class/axl/level: No such file or directory')).toBeLessThan(
      weightOf('cannot open /srv/axl/level: No such file or directory'),
    );
  });

  it('tells more where words follow that nobody knows, and is quoted by them', () => {
    const bare = 'Failed writing part seven';
    const reading = read(`${bare}: its first page belongs to somebody`);
    expect(reading).toMatchObject({ reason: { kind: 'step-not-done' }, clause: 'its first page belongs to somebody' });
    expect(weightOf(`${bare}: its first page belongs to somebody`)).toBeGreaterThan(weightOf(bare));
    expect(weightOf(`${bare}: part seven`)).toBe(weightOf(bare));
  });

  it.each([
    'verify failed -> page seven is damaged',
    'flash error -> giving up',
    'install failed => reboot to recovery',
    'camera node went bus-off to protect the bus',
    'CHECKING -> FAILED -> IDLE',
    'signature verification failed: nobody knows who signed (chain): OK',
    'step_result=verify=Failed: the signature was not accepted',
  ])('is read where it goes on to what came next, or ends in what went well: %s', (text) => {
    expect(isFailure(read(text))).toBe(true);
  });

  it('is a wrapper when a service manager says it of a unit', () => {
    expect(read('radio.service: Unit entered failed state.')).toMatchObject({ role: 'wrapper' });
    expect(read('pump entered failed state: valve stuck')).toMatchObject({ role: 'cause' });
    expect(read('service pump entered failed state because of no space left on device')).toMatchObject({
      role: 'cause',
      reason: { kind: 'no-space' },
    });
  });
});

describe('a line that tells of no failure', () => {
  it.each([
    'Self test finished, no errors found',
    'checked 40 blocks, 0 errors',
    'errors: 0, warnings: 0',
    'forwarded 506 frames from can0 to eth0, dropped 0',
    '10 packets sent, 0 packets lost',
    'exit code 0',
    'finished DownloadAction with code ErrorCode::kSuccess',
    'Error handler registered',
    'crash reporter started',
    'watchdog daemon running',
    'connect timeout = 30 s',
    'retries: 5, timeout: 2000 ms',
    '[WdgTask] watchdog timeout: 90000ms',
    'kernel command line: root=/dev/mmcblk0p2 panic=10 errors=remount-ro',
    'if the link fails, the standby is used',
    'link restored after failure',
    'transfer succeeded after 2 retries',
    'test case timeout_is_reported passed',
    'opened log file /var/log/error.log',
    'Found certificate, signature is valid',
    'all 12 checks passed',
    'fault cleared',
    'Started Name Resolution for Guests.',
    '[  OK  ] Finished Recovery of Lost Tickets.',
    'unless access was denied to every client',
    'Spinning until killed publishing odometry',
    'Status: chip status error active',
    'can2: node is error active again',
    '*** PLEASE DO NOT EDIT THIS TRACE ***',
    'runner: timeout for executing hooks is not defined; using default of 2h',
    'Rx 0 00000168 s 8 AF 0C 1C 7F 27 35 00 8D',
    "Built verity table: '1 /dev/dm-3 sha256 77ab restart_on_corruption ignore_zero_blocks'",
    'mmc2: sdhci: Timeout:   0x0000008e | Int stat: 0x00000001',
    '       at com.example.ipc.Parcel.readException(Parcel.java:2039)',
    'Bad blocks are allowed:         false',
    'ubi1: available PEBs: 188, total reserved PEBs: 4, PEBs reserved for bad PEB handling: 0',
    'imx219 4-0010: supply VANA not found, using dummy regulator',
    'buffers: main,system,crash,events',
    '    raise IOError(',
    'During handling of the above exception, another exception occurred:',
    '0 upgraded, 3 newly installed, 0 to remove and 17 not upgraded.',
    'status not-installed camera-tools:arm64 <none>',
    'Histogram: Vehicle.Profile.Exceptions.door-open-errors recorded 1 samples, mean = 0.0',
    '   \u001b[32m\u2713\u001b[39m a link that has expired opens nothing',
    'Vpu<0>: Probe: memory fault detection: PASSED',
    'checking the store for damaged pages ... [ OK ]',
    'port 6: FAULTY to UNCALIBRATED on INIT_DONE',
    'camera state: ERROR -> STREAMING',
    "umount: can't unmount /mnt/slot7: Invalid argument",
    'bootextra=panic_args=oops=panic,rw',
  ])('%s', (text) => {
    expect(isFailure(read(text))).toBe(false);
  });

  it('is told in a chain of failures, whatever settings its steps name', () => {
    const reading = read('error: switch of slots failed: Save config: env-tool: Child process exited with code 3');
    expect(reading).toMatchObject({ role: 'cause', clause: 'Child process exited with code 3' });
  });

  it('weighs less where its writer sets right by itself what was wrong', () => {
    const weightOf = (text: string) => (read(text) as FailureReading).weight;
    const told = 'Invalid counter in stored state.';
    expect(weightOf(`${told} Resetting.`)).toBeLessThan(weightOf(told));
    expect(weightOf('bridge 4: window invalid, reconfiguring')).toBeLessThan(weightOf('bridge 4: window invalid'));
  });

  it('is looked at again when its values decide', () => {
    expect(read('poll cycle: 0 errors')).toEqual({ isCounter: true });
  });

  it('is looked at again whatever numbers stand before the one that decides', () => {
    for (const frames of [404, 506, 661]) {
      expect(read(`forwarded ${frames} frames to eth0, dropped 0`)).toEqual({ isCounter: true });
      expect(isFailure(read(`forwarded ${frames} frames to eth0, dropped 3`))).toBe(true);
    }
  });
});
