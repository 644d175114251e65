/**
 * The typed tokens that stand for values in a template. `space` folds runs of blanks (columns padded to a width would
 * otherwise give a template per number of digits), `nothing` drops blanks at both ends of a line.
 */
const MASK_TEXT = {
  num: '<num>',
  hex: '<hex>',
  uuid: '<uuid>',
  ip: '<ip>',
  mac: '<mac>',
  time: '<time>',
  path: '<path>',
  url: '<url>',
  ver: '<ver>',
  vin: '<vin>',
  dtc: '<dtc>',
  id: '<id>',
  space: ' ',
  nothing: '',
  rest: '<rest>',
} as const;

type MaskName = keyof typeof MASK_TEXT;

const names = Object.keys(MASK_TEXT) as MaskName[];

/** Number of each mask as the scanner writes it into its edits. */
export const Mask = Object.fromEntries(names.map((name, i) => [name, i])) as Record<MaskName, number>;
/** Added to a mask: the value is a code, and stays as long as codes are kept. */
export const CODE = 32;
const encoder = new TextEncoder();
/** By mask, whether it is of a code or not. */
export const MASK_BYTES: readonly Uint8Array[] = Array.from({ length: 2 * CODE }, (_, mask) =>
  encoder.encode(MASK_TEXT[names[mask % CODE]] ?? ''),
);
