import { describe, expect, it } from 'vitest';
import { readAttempt } from '#src/evidence/failure-language/read-attempt.ts';
import { beginsByCommand } from '#src/evidence/failure-language/typed-command.ts';

describe('a command that brings in software', () => {
  it.each([
    '$ sudo rpm-ostree install relay-tools',
    'root@gw:~# sysupgrade -v -c /tmp/gw.img.gz',
    '[crew@hub ~]$ bootc upgrade',
    '# rauc install /tmp/hub.raucb',
    'relay:/data# flashcp /tmp/fs.bin /dev/mtd4',
    'avrdude-hub -v -p m2560 -c wiring -P /dev/ttyACM0 -D -U flash:w:0:/home/crew/relay.hex:i',
    'Uploading .out/relay/firmware.bin',
    'INFO Uploading /data/relay/firmware.bin (386752 bytes)',
    'flashing /tmp/ecu7.hex to slot B',
  ])('begins an update where it is typed, or says which file it sends: %s', (text) => {
    expect(beginsByCommand(text)).toBe(true);
    expect(readAttempt(text, 'none')).toEqual({ phase: 'install', state: 'started' });
  });

  it.each([
    'sysupgrade: image is valid',
    'root@gw:~# sysupgrade -b /tmp/backup.tgz',
    '$ rpm-ostree status',
    '# fwupdmgr get-devices',
    'run "rauc install" to go on',
    'avrdude-hub -p m2560 -U flash:r:out.hex:i',
    'uploading report.txt',
    'sending 20 bytes',
  ])('begins none where it is only spoken of, or reads: %s', (text) => {
    expect(beginsByCommand(text)).toBe(false);
  });

  it('reads a long line without a file at the cost of its length', () => {
    expect(beginsByCommand(`Uploading ${'a.b '.repeat(4_000)}`)).toBe(false);
  });
});
