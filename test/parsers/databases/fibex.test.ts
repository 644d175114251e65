import { describe, expect, it } from 'vitest';
import { DatabaseError } from '#src/parsers/databases/can-database.ts';
import { readFibex } from '#src/parsers/databases/read-fibex.ts';
import { datagram, pcap, segment } from '#test/support/captures.ts';
import { describedMessages, describedRecords, nonVerbose } from '#test/support/dlt-non-verbose.ts';

const pdu = (id: string, text: string, ...signals: string[]): string =>
  `<fx:PDU ID="${id}"><ho:SHORT-NAME>${id}</ho:SHORT-NAME><ho:DESC>${text}</ho:DESC><fx:SIGNAL-INSTANCES>${signals
    .map((signal) => `<fx:SIGNAL-INSTANCE ID="I"><fx:SIGNAL-REF ID-REF="${signal}"/></fx:SIGNAL-INSTANCE>`)
    .join('')}</fx:SIGNAL-INSTANCES></fx:PDU>`;

const frame = (id: string, level: string, ...pdus: string[]): string =>
  `<fx:FRAME ID="${id}"><fx:PDU-INSTANCES>${pdus
    .map((ref) => `<fx:PDU-INSTANCE ID="P"><fx:PDU-REF ID-REF="${ref}"/></fx:PDU-INSTANCE>`)
    .join('')}</fx:PDU-INSTANCES><fx:MANUFACTURER-EXTENSION><MESSAGE_TYPE>DLT_TYPE_LOG</MESSAGE_TYPE>
  <MESSAGE_INFO>${level}</MESSAGE_INFO><APPLICATION_ID>OTA</APPLICATION_ID><CONTEXT_ID>INST</CONTEXT_ID>
  </fx:MANUFACTURER-EXTENSION></fx:FRAME>`;

const FIBEX = `<?xml version="1.0"?><!-- made <by> hand --><fx:FIBEX xmlns:fx="a" xmlns:ho="b"><fx:ELEMENTS><fx:PDUS>
${pdu('P1', 'Installation of slot')}${pdu('P2', '', 'S_UINT16')}${pdu('P3', 'failed: code &lt;&#x20;')}
${pdu('P4', '', 'S_SINT32')}${pdu('P5', '', 'S_STRG_UTF8')}${pdu('P6', '', 'S_FLOA32', 'S_BOOL', 'S_RAWD')}
</fx:PDUS><fx:FRAMES>${frame('ID_4711', 'DLT_LOG_ERROR', 'P1', 'P2', 'P3', 'P4')}
${frame('ID_4712', 'DLT_LOG_INFO', 'P5', 'P6')}${frame('Other', '', 'P1')}</fx:FRAMES></fx:ELEMENTS></fx:FIBEX>`;

const textsOf = (ecu: string | null, ...messages: Buffer[]) =>
  describedMessages([{ catalogue: readFibex(FIBEX), ecu }], ...messages);

const FAILED = nonVerbose(4711, [1, 0, 0xfb, 0xff, 0xff, 0xff]);

describe('a FIBEX file', () => {
  it('gives a non-verbose message its text, level and names', async () => {
    const [view] = await textsOf(null, FAILED);
    expect(view).toMatchObject({
      text: 'Installation of slot 1 failed: code <  -5',
      level: 'error',
      ecu: 'ECU1',
      app: 'OTA',
      context: 'INST',
    });
  });

  it('reads values in the byte order of the message', async () => {
    const [view] = await textsOf(null, nonVerbose(4711, [0, 1, 0xff, 0xff, 0xff, 0xfb], { isBigEndian: true }));
    expect(view.text).toBe('Installation of slot 1 failed: code <  -5');
  });

  it('reads strings, floats, booleans and raw bytes', async () => {
    const [view] = await textsOf(null, nonVerbose(4712, [3, 0, 0x61, 0x62, 0, 0, 0, 0xc0, 0x3f, 1, 2, 0, 0xde, 0xad]));
    expect(view.text).toBe('ab 1.5 true DE AD');
  });

  describe('for messages that a network carried', () => {
    const DLT_PORT = 3490;
    const SAID = 'Installation of slot 1 failed: code <  -5';
    const ofNetwork = (isBigEndian: boolean): Uint8Array => {
      const data = isBigEndian ? [0, 1, 0xff, 0xff, 0xff, 0xfb] : [1, 0, 0xfb, 0xff, 0xff, 0xff];
      return nonVerbose(4711, data, { isBigEndian }).subarray(16);
    };
    const namedIn = (packets: Uint8Array[]) =>
      describedRecords([{ catalogue: readFibex(FIBEX), ecu: 'ECU1' }], pcap(packets.map((data) => ({ data }))));

    it.each([false, true])('gives texts to all that a datagram holds, big-endian: %s', async (isBigEndian) => {
      const two = Buffer.concat([ofNetwork(isBigEndian), ofNetwork(isBigEndian)]);
      const records = await namedIn([datagram(two, { destination: DLT_PORT })]);
      expect(records.map(({ text, level, app }) => [text, level, app])).toEqual([
        [SAID, 'error', 'OTA'],
        [SAID, 'error', 'OTA'],
      ]);
    });

    it('gives a text to one that two segments carry', async () => {
      const message = ofNetwork(false);
      const head = message.subarray(0, 7);
      const records = await namedIn([
        segment(new Uint8Array(0), { sequence: 99, isSyn: true, destination: DLT_PORT }),
        segment(head, { sequence: 100, destination: DLT_PORT }),
        segment(message.subarray(7), { sequence: 107, destination: DLT_PORT }),
      ]);
      expect(records.map(({ text }) => text)).toEqual([SAID]);
    });
  });

  it('is asked where the one before it does not know the message', async () => {
    const other = { catalogue: readFibex(FIBEX.replaceAll('4711', '9')), ecu: null };
    const [view] = await describedMessages([other, { catalogue: readFibex(FIBEX), ecu: null }], FAILED);
    expect(view.text).toContain('Installation of slot');
  });

  it('ends a text where the payload ends', async () => {
    const [view] = await textsOf(null, nonVerbose(4711, [1, 0, 0xfb]));
    expect(view.text).toBe('Installation of slot 1 failed: code < ');
  });

  it('leaves messages of other ECUs and other ids as they are', async () => {
    const [other] = await textsOf('ECU2', FAILED);
    expect(other.text).toBe('[4711] 01 00 fb ff ff ff');
    const [unknown] = await textsOf('ECU1', nonVerbose(4713, [1]));
    expect(unknown.text).toBe('[4713] 01');
  });

  it.each(['', '<fx:FIBEX/>', 'VERSION "1"', '<FRAME ID="ID_4711', `<FRAME ID='x'>`])(
    'that names no message is refused: %j',
    (source) => {
      expect(() => readFibex(source)).toThrow(DatabaseError);
    },
  );
});
