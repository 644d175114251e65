const BEGINNINGS: readonly [name: string, begin: RegExp][] = [
  ['a report of Argus', /^\{"schemaVersion":\d{1,3},"batch":\{"batchId"/],
  ['an SVG image', /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<svg\b/],
  ['an HTML page', /^\s*<(?:!doctype html|html)\b/i],
  ['an AUTOSAR description (ARXML)', /^\s*<\?xml\b[^>]*>\s*<AUTOSAR\b/],
  ['a FIBEX description', /^\s*<\?xml\b[^>]*>\s*<(?:fx:)?FIBEX\b/],
  ['an XML document', /^\s*<\?xml\b/],
  ['a CAN database (DBC)', /^\s*VERSION\s+"/],
  ['an ASAM A2L description', /^\s*(?:\/\*[^*]*\*\/\s*)?ASAP2_VERSION\b/],
  ['a LIN description (LDF)', /^\s*LIN_description_file\b/],
  ['the description of a ROS 2 bag', /^rosbag2_bagfile_information:/],
  ['an RTF document', /^\{\\rtf\d/],
  ['an Intel HEX image', /^:[0-9A-F]{10,}\r?\n:/],
  ['a Motorola S-record image', /^S0[0-9A-F]{6,}\r?\nS[1-3]/],
  ['an OpenPGP message or key', /^-----BEGIN PGP /],
  ['a PEM certificate or key', /^-----BEGIN [A-Z ]+-----/],
  ['a script', /^#!\s*\//],
];

/** Of those that say what other logs mean: how to name them. */
const OPTION_OF: ReadonlyMap<string, string> = new Map([
  ['an AUTOSAR description (ARXML)', '--arxml'],
  ['a FIBEX description', '--fibex'],
  ['a CAN database (DBC)', '--dbc'],
]);

/** The option that takes such a document; undefined for others. */
export const optionFor = (document: string): string | undefined => OPTION_OF.get(document);

/** What a text is that begins as nothing else does; undefined for others. */
export const markupOf = (begin: string): string | undefined =>
  BEGINNINGS.find(([, pattern]) => pattern.test(begin))?.[0];
