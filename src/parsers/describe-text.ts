/**
 * Texts that are no log lines, or lines of a layout that Argus does not know, by how they begin: they are read as lines of
 * text, and their summary says what they look like.
 */
const BEGINNINGS: readonly [name: string, begin: RegExp][] = [
  ['a CANHacker trace', /^\s*Time\s+ID\s+DLC\s+Data/],
  ['a trace of the Microchip CAN Bus Analyzer', /^@ TEXT @ \d/],
  ['a BUSMASTER log', /^\*\*\*BUSMASTER Ver/],
  ['a CRTD log of OVMS', /^\d{6,}\.\d{3,6} \d?[CRT]([XE][XV]|\d\d)\b/],
  ['a python-can CSV', /^timestamp,arbitration_id,/],
  ['a CSV of ids and data of SavvyCAN', /^ID,(Data Bytes|D0\b)/],
  ['a CSV of a CSS Electronics logger', /^# Logger type: CL/],
  ['a CAN database (DBC)', /^\s*VERSION\s+"/],
  ['an ASAM A2L description', /^\s*(\/\*[\s\S]*?\*\/\s*)?ASAP2_VERSION\b/],
  ['an XML document', /^\s*<\?xml\b/],
  ['an HTML page', /^\s*<(!doctype html|html)\b/i],
  ['an Intel HEX image', /^:[0-9A-F]{10,}\r?\n:/],
  ['a Motorola S-record image', /^S0[0-9A-F]{6,}\r?\nS[1-3]/],
  ['a PEM certificate or key', /^-----BEGIN [A-Z ]+-----/],
  ['a script', /^#!\s*\//],
];
const BEGIN_BYTES = 512;
const latin1 = new TextDecoder('latin1');

/** `a BUSMASTER log`: what the first lines say; undefined when they say nothing. */
export function findForeignText(head: Uint8Array): string | undefined {
  const begin = latin1.decode(head.subarray(0, BEGIN_BYTES));
  return BEGINNINGS.find(([, pattern]) => pattern.test(begin))?.[0];
}
