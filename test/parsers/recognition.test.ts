import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { readLog } from '#src/parsers/log-reader.ts';
import { blf, blfFile, blfObject } from '#test/support/blf-writer.ts';
import { canLog } from '#test/support/can-log.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { chunksOf } from '#test/support/read-log.ts';

/** What a file is taken for, and the sentence that says why; or the sentence that says why it is not read. */
async function takenFor(bytes: Uint8Array): Promise<string> {
  const told: string[] = [];
  await readLog(
    { stream: chunksOf(bytes, () => 1 << 20), codecs: nodeCodecs, referenceTimeUs: 1.8e15 },
    {
      open: ({ format, formatReason }) => {
        told.push(`${format.name}: ${formatReason}`);
        return null;
      },
      failed: (_, { message }) => told.push(message),
    },
  );
  return told.join(' ');
}

const CERTAIN = 'It begins as only this format does.';
const LAYOUT = 'Its first lines have the layout of this format.';
const NO_LAYOUT = 'Its lines have no layout that Argus knows.';
const like = (what: string): string => `text: It begins like ${what}, which Argus reads as lines of text only.`;

const LOGS: [string, string | Uint8Array, string][] = [
  ['a BLF recording', blfFile([blfObject(blf.can(1, [2]))]), `blf: ${CERTAIN}`],
  ['a BLF recording that lost its header', blfFile([blfObject(blf.can(1, [2]))]).subarray(144), `blf: ${CERTAIN}`],
  ['a candump recording', canLog(20), `candump: ${LAYOUT}`],
  ['an ASC header', 'date Tue Mar 3 02:15:07.250 pm 2026\nbase hex  timestamps absolute\n', `asc: ${CERTAIN}`],
  ['ASC without a header', '   0.100000 1  100  Rx   d 2 01 02\n'.repeat(5), `asc: ${LAYOUT}`],
  ['a TRC header', ';$FILEVERSION=1.1\n;$STARTTIME=44548.6\n', `trc: ${CERTAIN}`],
  ['a GVRET header', 'Time Stamp,ID,Extended,Bus,LEN,D1,D2\n1,00000123,false,0,1,7F,\n', `gvret: ${CERTAIN}`],
  ['a BUSMASTER header', '***BUSMASTER Ver 3.2.2***\r\n***PROTOCOL CAN***\r\n', `busmaster: ${CERTAIN}`],
  ['a BUSMASTER header of J1939', '***BUSMASTER 2.5.0***\n***PROTOCOL J1939***\n', `busmaster: ${CERTAIN}`],
  ['a BUSMASTER header of LIN', '***BUSMASTER Ver 3.1.0***\n***PROTOCOL LIN***\n', `busmaster: ${CERTAIN}`],
  ['BUSMASTER without a header', '11:49:12:9420 Rx 1 0x023 s 1 40\n'.repeat(5), `busmaster: ${LAYOUT}`],
  ['a CARBUS header', '@ TEXT @ 3 @ 64 @ 0 @ 1858 @ 7283 @ 00:00:07.283 @\r# $LocalTime=1\r', `carbus: ${CERTAIN}`],
  [
    'dmesg with dates and zones',
    '2026-03-03T14:15:07,250000+00:00 usb 1-1: new device\n'.repeat(9),
    `kernel: ${LAYOUT}`,
  ],
  [
    '/dev/kmsg with its devices',
    '6,339,5140900,-;usb 1-1: new device\n SUBSYSTEM=usb\n'.repeat(9),
    `kernel: ${LAYOUT}`,
  ],
  ['dmesg among the text of a program', '[    1.000000] mmc0: card\nhello\nworld\nand more\n', `console: ${LAYOUT}`],
  ['an update_engine file', '[0416/062017.413527:INFO:main.cc(1)] one\n', `update-engine: ${LAYOUT}`],
  ['log lines of another Chromium program', '[12:34:0416/062017.413527:INFO:main.cc(1)] one\n', `text: ${NO_LAYOUT}`],
  ['seconds in brackets that are not the kernel’s', '[ 1.250] (II) loaded\n'.repeat(9), `text: ${NO_LAYOUT}`],
  ['levels in brackets that are not systemd’s', '[INFO] one\n[WARN] two\n'.repeat(9), `text: ${NO_LAYOUT}`],
  ['free text', 'the door was open\nand then it was not\n', `text: ${NO_LAYOUT}`],
];

const FOREIGN: [string, string][] = [
  ['a CANHacker trace', 'Time   ID     DLC Data                    Comment\n00,000 7E8 8 03 7F 22 31 AA AA AA AA\n'],
  [
    'a BUSMASTER log of a bus that is not read',
    '***BUSMASTER Ver 3.2.2***\n***PROTOCOL FLEXRAY***\n***NOTE: PLEASE DO NOT EDIT THIS DOCUMENT***\n',
  ],
  [
    'a CRTD log of OVMS',
    '1320745424.000 CXX OVMS Tesla Roadster cando2crtd converted log\n1320745424.002 R11 402 FA 01\n',
  ],
  ['a CSV of Kvaser', 'Time,Channel,ID,Flags,DLC,Data0,Counter\n0.01,0,291,2,1,7,1\n'],
  [
    'a trace of Kvaser',
    'Chn Identifier Flg   DLC  D0...1...2       Time     Dir\n 0    00000123         1  01      12.3 R\n',
  ],
  ['a recording of an SLCAN adapter', 't12320102\r'.repeat(9)],
  ['a dialogue with an ELM327 adapter', '>ATZ\nELM327 v1.5\n>03\n43 01 33 00 00 00 00\n'],
  ['a trace of the kernel (ftrace, systrace)', '# tracer: nop\n#\n  bash-1977  [000] .... 17284.993652: sys_close\n'],
  ['a table (CSV)', 'time;rpm;temperature\n0.1;800;90\n0.2;801;90\n'],
  ['a table (CSV)', '"Timestamp","CAN ID","Data"\r\n0.1,0x123,0102\r\n'],
  ['an e-mail', 'From: a@example.org\nSubject: log\n\nsee below\n'],
  ['a python-can CSV', 'timestamp,arbitration_id,extended,remote,error,dlc,data\n1.0,0x1,0,0,0,1,AA==\n'],
];

const notALog = (what: string): string =>
  `This is ${what}, not a log. It is read all the same when its format is named: --as text.`;

const DOCUMENTS: [string, string][] = [
  ['an OpenPGP message or key', '-----BEGIN PGP MESSAGE-----\n\nhQEMA123\n-----END PGP MESSAGE-----\n'],
  ['a LIN description (LDF)', 'LIN_description_file;\nLIN_protocol_version = "2.1";\n'],
  ['the description of a ROS 2 bag', 'rosbag2_bagfile_information:\n  version: 5\n'],
  ['an XML document', '<?xml version="1.0"?>\n<a/>\n'],
  ['an SVG image', '<svg xmlns="http://www.w3.org/2000/svg">\n<path d="M0 0"/>\n</svg>\n'],
  ['an HTML page', '<!DOCTYPE html>\n<html><body>2026-03-03 02:15:07 ERROR</body></html>\n'],
  ['an Intel HEX image', ':10010000214601360121470136007EFE09D2190140\n:00000001FF\n'],
  ['a PEM certificate or key', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
  ['a script', '#!/bin/sh\nset -e\necho failed\n'],
  ['a Markdown document', '# Notes on the update\n\nWhat we saw when the bench was updated, and what\nit is not.\n'],
  [
    'a Markdown document',
    '## Steps\n\n- first\n- second\n\n```\nERROR: failed\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  ],
  [
    'source code',
    'import { a } from "b";\n\nexport function run() {\n  if (a) {\n    throw new Error("failed");\n  }\n  return a;\n}\n',
  ],
  ['source code', 'import os\nfrom sys import argv\n\ndef main(args)\n    print("error")\n    return 1\n'],
  [
    'prose',
    [
      'The gateway is told to install the update when the vehicle stands, and it does so',
      'as soon as the doors are shut. If that fails, it is tried again after an hour or',
      'when the driver asks for it. Nothing of this is a log: it is a text about what',
      'should happen, which somebody wrote for those that are new to the project and',
      'want to know how it all fits together. Errors are not the concern of this page,',
      'and where they are named, they are named as examples only.',
      '',
    ].join('\n'),
  ],
  [
    'a report of Argus',
    'The update failed: no space is left.\nLIKELY: one rule knows it.\n\nEvidence\n  E1  No space\n      a.log @ 0 +4\n',
  ],
  ['a report of Argus', '{"schemaVersion":2,"batch":{"batchId":null},"finding":"fault"}\n'],
];

/** Text that documents have, too. */
const STILL_LOGS: [string, string][] = [
  [
    'a log that begins with a heading',
    '# Update of the gateway\n2026-03-03 02:15:07 ERROR no space\n2026-03-03 02:15:08 done\n',
  ],
  [
    'sentences on a console that begin with the name of who says them',
    'Trying to bring up the disks of the gateway. This will take a while.\narr: the first of the disks was found\narr: this one is not of the set\narr: start of the set has failed for it: it is in use\ncould not bring up the set of disks.\nNone of them is in use by the system. Giving up.\n',
  ],
  [
    'paragraphs behind the names of nodes and a level',
    Array.from(
      { length: 2 },
      (_, i) =>
        `[viewer-${i}] [ERROR] [viewer]: The tool for this was not there. Make sure that it is in the list that the shop has, and that the name of it is the one that you ask for in the file. It was looked for in the folder of the shop, and in that of the user, but neither of them had it, so that nothing is shown on the screen. The one who asked for it is the panel at the left.`,
    ).join('\n'),
  ],
  ['commands on a console', '# rauc status\nbooted: A\n# rauc install bundle\ninstalling\nfailed\n'],
  [
    'a stack trace',
    'Traceback (most recent call last):\n  File "a.py", line 3, in run\n    import b;\nValueError: x;\n',
  ],
  ['lines of braces', '{ state: idle }\n{ state: install }\n{ state: failed }\nretry {\n}\n'],
  ['settings', 'name = gateway\nversion = 4.2.0\nslot = a\nchannel = beta\n'],
];

describe('the user is told', () => {
  it.each(LOGS)('what %s is taken for and why', async (_, content, sentence) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    expect(await takenFor(bytes)).toBe(sentence);
  });

  it.each(FOREIGN)('that it looks like %s where it is read as lines only', async (name, content) => {
    expect(await takenFor(Buffer.from(content))).toBe(like(name));
  });

  it.each([
    ['a CAN database (DBC)', '--dbc', 'VERSION ""\n\nNS_ :\n'],
    ['a FIBEX description', '--fibex', '<?xml version="1.0"?>\n<fx:FIBEX xmlns:fx="a">\n'],
    ['an AUTOSAR description (ARXML)', '--arxml', '<?xml version="1.0"?>\n<AUTOSAR xmlns="b">\n'],
  ])('that %s is no log, and what takes it', async (name, option, content) => {
    const advice = `Named with ${option}, it says what frames or messages in logs mean.`;
    expect(await takenFor(Buffer.from(content))).toBe(`This is ${name}, not a log. ${advice}`);
  });

  it.each(DOCUMENTS)('that %s is no log', async (name, content) => {
    expect(await takenFor(Buffer.from(content))).toBe(notALog(name));
  });

  it.each(STILL_LOGS)('nothing of the kind of %s', async (_, content) => {
    expect(await takenFor(Buffer.from(content))).not.toContain('not a log');
  });

  it.each([
    ['a gzip file whose header is damaged', '\x1f\x8b\x07'],
    ['a cabinet of Windows (CAB)', 'MSCF\0\0\0\0'],
    ['an archive of ar or a Debian package', '!<arch>\n'],
    ['an event log of Windows (EVTX)', 'ElfFile\0'],
    ['a minidump of a crash', 'MDMP\x93\xa7'],
    ['a payload of an Android update', 'CrAU\0\0\0\0'],
    ['an xz file', '\xfd7zXZ\0'],
    ['an LZ4 file', '\x04\x22\x4d\x18'],
    ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
    ['a Parquet table', 'PAR1'],
    ['an ELF program or core dump', '\x7fELF'],
    ['a recording of Vehicle Spy (VSB)', 'icsbin'],
    ['a disk or partition image (ext4)', `${'\0'.repeat(1080)}\x53\xef\x01\0`],
    ['an event trace of Windows (ETL)', `\0\0\x01\0${'\0'.repeat(68)}\x02\0\x02\xc0`],
    ['a trace of LTTng (CTF)', '\xc1\x1f\xfc\xc1'],
    ['a trace of Perfetto', '\x0a\x04\x40\x01\x1a\0'.repeat(20)],
    ['a file encrypted with OpenPGP', '\x85\x01\x0c\x03'],
    ['text in UTF-32', '\xff\xfe\0\0M\0\0\0'],
  ])('that it is %s, instead of reading it as text', async (name, magic) => {
    const bytes = Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from('plain words\n'.repeat(50))]);
    expect(await takenFor(bytes)).toContain(`This is ${name}, which Argus does not read.`);
  });

  it('how a file that is only packed becomes one that is read', async () => {
    expect(await takenFor(Buffer.from('\xfd7zXZ\0 plain', 'latin1'))).toContain('Unpack it first: xz -d FILE.');
  });

  it('that a database is a ROS 2 bag, and how to convert it', async () => {
    const table = 'CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT)';
    const told = await takenFor(Buffer.from(`SQLite format 3\0${'\0'.repeat(900)}${table}`));
    expect(told).toContain('This is a ROS 2 bag in SQLite, which Argus does not read. Convert it to MCAP');
  });

  it('what UTF-16 without a byte order mark holds, which is read', async () => {
    const text = 'Mar  3 02:15:07 gateway kernel: mmc0: card removed\n'.repeat(20);
    const swapped = Buffer.from(text, 'utf16le').swap16();
    expect(await takenFor(Buffer.from(text, 'utf16le'))).toBe(`syslog: ${LAYOUT}`);
    expect(await takenFor(swapped)).toBe(`syslog: ${LAYOUT}`);
  });

  it('what a file with the magic of another format is, instead of reading it as text', async () => {
    const capture = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.from('plain words\n'.repeat(50))]);
    expect(await takenFor(capture)).toContain('This is an SQLite database, which Argus does not read.');
  });

  it.skipIf(isCorpusAbsent())('that a trace which only shares the ending of PEAK is another', async () => {
    const bytes = new Uint8Array(readFileSync(corpusFile('trc/savvycan_CarBusAnalyzer_CANFD.trc') ?? ''));
    expect(await takenFor(bytes)).toBe(`carbus: ${CERTAIN}`);
  });
});
