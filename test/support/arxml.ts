/** An AUTOSAR file of these elements, in the package /Log. */
export const arxmlOf = (...elements: string[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<AUTOSAR xmlns="http://autosar.org/schema/r4.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://autosar.org/schema/r4.0 AUTOSAR_00051.xsd"><AR-PACKAGES><AR-PACKAGE>
<SHORT-NAME>Log</SHORT-NAME><ELEMENTS>
${elements.join('\n')}
</ELEMENTS></AR-PACKAGE></AR-PACKAGES></AUTOSAR>
`;

export const baseType = (name: string, bits: number, encoding: string): string =>
  `<SW-BASE-TYPE><SHORT-NAME>${name}</SHORT-NAME><CATEGORY>FIXED_LENGTH</CATEGORY>` +
  `<BASE-TYPE-SIZE>${bits}</BASE-TYPE-SIZE><BASE-TYPE-ENCODING>${encoding}</BASE-TYPE-ENCODING></SW-BASE-TYPE>`;

/** `{ 2: 'Locked' }`, over a scale that holds for the other values. */
export function compuMethod(name: string, texts: Record<number, string>, line?: readonly [number, number]): string {
  const scales = Object.entries(texts).map(
    ([value, text]) =>
      `<COMPU-SCALE><LOWER-LIMIT>${value}</LOWER-LIMIT><UPPER-LIMIT>${value}</UPPER-LIMIT>` +
      `<COMPU-CONST><VT>${text}</VT></COMPU-CONST></COMPU-SCALE>`,
  );
  const linear = line
    ? `<COMPU-SCALE><COMPU-RATIONAL-COEFFS><COMPU-NUMERATOR><V>${line[1]}</V><V>${line[0]}</V></COMPU-NUMERATOR>` +
      '<COMPU-DENOMINATOR><V>1</V></COMPU-DENOMINATOR></COMPU-RATIONAL-COEFFS></COMPU-SCALE>'
    : '';
  return (
    `<COMPU-METHOD><SHORT-NAME>${name}</SHORT-NAME>` +
    `<CATEGORY>${line ? 'SCALE_LINEAR_AND_TEXTTABLE' : 'TEXTTABLE'}</CATEGORY>` +
    `<COMPU-INTERNAL-TO-PHYS><COMPU-SCALES>${scales.join('')}${linear}</COMPU-SCALES></COMPU-INTERNAL-TO-PHYS>` +
    '</COMPU-METHOD>'
  );
}

export const unit = (name: string, shown: string): string =>
  `<UNIT><SHORT-NAME>${name}</SHORT-NAME><DISPLAY-NAME>${shown}</DISPLAY-NAME></UNIT>`;

interface Props {
  base?: string;
  method?: string;
  unit?: string;
}

/** What stands in a NETWORK-REPRESENTATION and the like. */
export const props = ({ base, method, unit: shown }: Props): string =>
  '<SW-DATA-DEF-PROPS-VARIANTS><SW-DATA-DEF-PROPS-CONDITIONAL>' +
  (base ? `<BASE-TYPE-REF DEST="SW-BASE-TYPE">/Log/${base}</BASE-TYPE-REF>` : '') +
  (method ? `<COMPU-METHOD-REF DEST="COMPU-METHOD">/Log/${method}</COMPU-METHOD-REF>` : '') +
  (shown ? `<UNIT-REF DEST="UNIT">/Log/${shown}</UNIT-REF>` : '') +
  '</SW-DATA-DEF-PROPS-CONDITIONAL></SW-DATA-DEF-PROPS-VARIANTS>';

interface Argument extends Props {
  text?: string;
  length?: number;
  isVariable?: boolean;
  entries?: string[];
}

export const argument = (name: string, { text, length, isVariable, entries, ...of }: Argument): string =>
  `<DLT-ARGUMENT><SHORT-NAME>${name}</SHORT-NAME>` +
  (text === undefined ? '' : `<DESC><L-2 L="EN">${text}</L-2></DESC>`) +
  (entries ? `<DLT-ARGUMENT-ENTRYS>${entries.join('')}</DLT-ARGUMENT-ENTRYS>` : '') +
  (length === undefined ? '' : `<LENGTH>${length}</LENGTH>`) +
  (of.base ? `<NETWORK-REPRESENTATION>${props(of)}</NETWORK-REPRESENTATION>` : '') +
  (text === undefined ? '' : '<PREDEFINED-TEXT>true</PREDEFINED-TEXT>') +
  (isVariable ? '<VARIABLE-LENGTH>true</VARIABLE-LENGTH>' : '') +
  '</DLT-ARGUMENT>';

export const messages = (name: string, ...all: string[]): string =>
  `<LOG-AND-TRACE-MESSAGE-COLLECTION-SET><SHORT-NAME>${name}</SHORT-NAME><DLT-MESSAGES>${all.join('\n')}</DLT-MESSAGES>` +
  '</LOG-AND-TRACE-MESSAGE-COLLECTION-SET>';

export const message = (name: string, id: string, ...args: string[]): string =>
  `<DLT-MESSAGE><SHORT-NAME>${name}</SHORT-NAME><DLT-ARGUMENTS>${args.join('')}</DLT-ARGUMENTS>` +
  `<MESSAGE-ID>${id}</MESSAGE-ID><MESSAGE-LINE-NUMBER>42</MESSAGE-LINE-NUMBER>` +
  '<MESSAGE-SOURCE-FILE>slot.c</MESSAGE-SOURCE-FILE><MESSAGE-TYPE-INFO>DLT_LOG_ERROR</MESSAGE-TYPE-INFO>' +
  '<PRIVACY-LEVEL><PRIVACY-LEVEL>2</PRIVACY-LEVEL></PRIVACY-LEVEL></DLT-MESSAGE>';

/** A context, with the messages of the set `of`. */
export const context = (id: string, of: string, ...names: string[]): string =>
  `<DLT-CONTEXT><SHORT-NAME>Context_${id}</SHORT-NAME><CONTEXT-DESCRIPTION>c</CONTEXT-DESCRIPTION>` +
  `<CONTEXT-ID>${id}</CONTEXT-ID><DLT-MESSAGES>${names
    .map((name) => `<DLT-MESSAGE-REF DEST="DLT-MESSAGE">/Log/${of}/${name}</DLT-MESSAGE-REF>`)
    .map((ref) => `<DLT-MESSAGE-REF-CONDITIONAL>${ref}</DLT-MESSAGE-REF-CONDITIONAL>`)
    .join('')}</DLT-MESSAGES></DLT-CONTEXT>`;

/** An ECU with one application, which has these contexts. */
export const ecu = (id: string, app: string, ...contexts: string[]): string =>
  `<DLT-ECU><SHORT-NAME>Ecu_${id}</SHORT-NAME><APPLICATIONS><DLT-APPLICATION><SHORT-NAME>App_${app}</SHORT-NAME>` +
  `<APPLICATION-DESCRIPTION>a</APPLICATION-DESCRIPTION><APPLICATION-ID>${app}</APPLICATION-ID><CONTEXTS>${contexts
    .map((each) => `<DLT-CONTEXT-REF DEST="DLT-CONTEXT">/Log/Context_${each}</DLT-CONTEXT-REF>`)
    .map((ref) => `<DLT-CONTEXT-REF-CONDITIONAL>${ref}</DLT-CONTEXT-REF-CONDITIONAL>`)
    .join('')}</CONTEXTS></DLT-APPLICATION></APPLICATIONS><ECU-ID>${id}</ECU-ID></DLT-ECU>`;

interface Signal extends Props {
  bits: number;
  start: number;
  isBigEndian?: boolean;
}

/** A signal, what it means, and (second) its place in a PDU. */
export function signal(name: string, { bits, start, isBigEndian, base, ...meaning }: Signal): [string, string] {
  const network = base ? `<NETWORK-REPRESENTATION-PROPS>${props({ base })}</NETWORK-REPRESENTATION-PROPS>` : '';
  const order = `MOST-SIGNIFICANT-BYTE-${isBigEndian ? 'FIRST' : 'LAST'}`;
  return [
    `<I-SIGNAL><SHORT-NAME>${name}</SHORT-NAME><LENGTH>${bits}</LENGTH>${network}` +
      `<SYSTEM-SIGNAL-REF DEST="SYSTEM-SIGNAL">/Log/System_${name}</SYSTEM-SIGNAL-REF></I-SIGNAL>` +
      `<SYSTEM-SIGNAL><SHORT-NAME>System_${name}</SHORT-NAME><PHYSICAL-PROPS>${props(meaning)}</PHYSICAL-PROPS></SYSTEM-SIGNAL>`,
    `<I-SIGNAL-TO-I-PDU-MAPPING><SHORT-NAME>In_${name}</SHORT-NAME>` +
      `<I-SIGNAL-REF DEST="I-SIGNAL">/Log/${name}</I-SIGNAL-REF><PACKING-BYTE-ORDER>${order}</PACKING-BYTE-ORDER>` +
      `<START-POSITION>${start}</START-POSITION></I-SIGNAL-TO-I-PDU-MAPPING>`,
  ];
}

export const pdu = (name: string, ...signals: [string, string][]): string =>
  signals.map(([described]) => described).join('') +
  `<I-SIGNAL-I-PDU><SHORT-NAME>${name}</SHORT-NAME><LENGTH>8</LENGTH><I-SIGNAL-TO-PDU-MAPPINGS>` +
  `${signals.map(([, placed]) => placed).join('')}</I-SIGNAL-TO-PDU-MAPPINGS></I-SIGNAL-I-PDU>`;

/** A PDU of 8 bytes whose first byte says which of the PDUs stands behind it. */
export const multiplexed = (name: string, ...alternatives: string[]): string =>
  `<MULTIPLEXED-I-PDU><SHORT-NAME>${name}</SHORT-NAME><LENGTH>8</LENGTH><DYNAMIC-PARTS><DYNAMIC-PART>` +
  `<DYNAMIC-PART-ALTERNATIVES>${alternatives
    .map((each) => `<I-PDU-REF DEST="I-SIGNAL-I-PDU">/Log/${each}</I-PDU-REF>`)
    .map((ref, code) => `${ref}<SELECTOR-FIELD-CODE>${code}</SELECTOR-FIELD-CODE>`)
    .map((part) => `<DYNAMIC-PART-ALTERNATIVE>${part}</DYNAMIC-PART-ALTERNATIVE>`)
    .join('')}</DYNAMIC-PART-ALTERNATIVES></DYNAMIC-PART></DYNAMIC-PARTS>` +
  '<SELECTOR-FIELD-BYTE-ORDER>MOST-SIGNIFICANT-BYTE-LAST</SELECTOR-FIELD-BYTE-ORDER>' +
  '<SELECTOR-FIELD-LENGTH>8</SELECTOR-FIELD-LENGTH><SELECTOR-FIELD-START-POSITION>0</SELECTOR-FIELD-START-POSITION>' +
  '</MULTIPLEXED-I-PDU>';

/** A frame with one PDU, which begins `start` bits behind its beginning. */
export const frame = (name: string, kind: string, of: string, start = 0): string =>
  `<CAN-FRAME><SHORT-NAME>${name}</SHORT-NAME><FRAME-LENGTH>8</FRAME-LENGTH><PDU-TO-FRAME-MAPPINGS>` +
  `<PDU-TO-FRAME-MAPPING><SHORT-NAME>Pdu</SHORT-NAME>` +
  '<PACKING-BYTE-ORDER>MOST-SIGNIFICANT-BYTE-LAST</PACKING-BYTE-ORDER>' +
  `<PDU-REF DEST="${kind}">/Log/${of}</PDU-REF><START-POSITION>${start}</START-POSITION></PDU-TO-FRAME-MAPPING>` +
  '</PDU-TO-FRAME-MAPPINGS></CAN-FRAME>';

/** A bus with frames by their ids. */
export const cluster = (name: string, ids: Record<string, string>, pdus = ''): string =>
  `<CAN-CLUSTER><SHORT-NAME>${name}</SHORT-NAME><CAN-CLUSTER-VARIANTS><CAN-CLUSTER-CONDITIONAL><PHYSICAL-CHANNELS>` +
  `<CAN-PHYSICAL-CHANNEL><SHORT-NAME>Channel</SHORT-NAME><FRAME-TRIGGERINGS>${Object.entries(ids)
    .map(
      ([id, of]) =>
        `<CAN-FRAME-TRIGGERING><SHORT-NAME>T${id}</SHORT-NAME><FRAME-REF DEST="CAN-FRAME">/Log/${of}</FRAME-REF>` +
        `<CAN-ADDRESSING-MODE>${Number(id) > 0x7ff ? 'EXTENDED' : 'STANDARD'}</CAN-ADDRESSING-MODE>` +
        `<IDENTIFIER>${Number(id)}</IDENTIFIER></CAN-FRAME-TRIGGERING>`,
    )
    .join('')}</FRAME-TRIGGERINGS>${pdus}</CAN-PHYSICAL-CHANNEL></PHYSICAL-CHANNELS></CAN-CLUSTER-CONDITIONAL>` +
  '</CAN-CLUSTER-VARIANTS></CAN-CLUSTER>';
