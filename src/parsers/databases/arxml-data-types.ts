import { type ArxmlElement, type ArxmlElements, allIn, numberIn, textIn } from './arxml-elements.ts';

/** What `dataTypeOf` follows references to. */
export const DATA_TYPE_ELEMENTS = ['SW-BASE-TYPE', 'COMPU-METHOD', 'UNIT'] as const;

/** Scales of texts that stand for so many values are ranges, not names. */
const MAX_VALUES_OF_A_TEXT = 64;
const ENCODINGS = {
  BOOLEAN: 'bool',
  NONE: 'uint',
  '2C': 'sint',
  IEEE754: 'float',
  'ISO-8859-1': 'string',
  'ISO-8859-2': 'string',
  'WINDOWS-1252': 'string',
  'UTF-8': 'string',
  'UTF-16': 'string',
  'UCS-2': 'string',
} as const;

/** How a value travels, and what it means (TPS_SoftwareComponentTemplate, SwDataDefProps). */
export interface DataType {
  /** Undefined where the file does not say. */
  encoding: (typeof ENCODINGS)[keyof typeof ENCODINGS] | undefined;
  /** NaN where the file does not say. */
  bits: number;
  factor: number;
  offset: number;
  unit: string;
  texts: ReadonlyMap<number, string>;
}

/** `props` holds `SW-DATA-DEF-PROPS-VARIANTS`; where it says nothing of a meaning, `meaning` does. */
export function dataTypeOf(
  elements: ArxmlElements,
  props: ArxmlElement | undefined,
  meaning: ArxmlElement | undefined = undefined,
): DataType {
  const [own, other] = [props, meaning].map((each) => allIn(each, ...VARIANT)[0]);
  const base = elements.referred(own, 'BASE-TYPE-REF');
  const method = elements.referred(own, 'COMPU-METHOD-REF') ?? elements.referred(other, 'COMPU-METHOD-REF');
  const unit =
    elements.referred(own, 'UNIT-REF') ?? elements.referred(other, 'UNIT-REF') ?? elements.referred(method, 'UNIT-REF');
  return {
    encoding: ENCODINGS[textIn(base, 'BASE-TYPE-ENCODING').toUpperCase() as keyof typeof ENCODINGS],
    bits: numberIn(base, 'BASE-TYPE-SIZE'),
    unit: textIn(unit, 'DISPLAY-NAME') || textIn(unit, 'SHORT-NAME'),
    ...(method ? meaningOf(method) : UNCHANGED),
  };
}

const VARIANT = ['SW-DATA-DEF-PROPS-VARIANTS', 'SW-DATA-DEF-PROPS-CONDITIONAL'] as const;

const scalesOf = (method: ArxmlElement): ArxmlElement[] =>
  allIn(method, 'COMPU-INTERNAL-TO-PHYS', 'COMPU-SCALES', 'COMPU-SCALE');

/** Raw value × factor + offset; of several pieces of a line the first. */
function scaleOf(method: ArxmlElement): { factor: number; offset: number } {
  for (const scale of scalesOf(method)) {
    const [coefficients] = allIn(scale, 'COMPU-RATIONAL-COEFFS');
    const above = allIn(coefficients, 'COMPU-NUMERATOR', 'V').map(({ text }) => Number(text));
    const below = allIn(coefficients, 'COMPU-DENOMINATOR', 'V').map(({ text }) => Number(text));
    const [offset, factor] = above.map((value) => value / (below[0] ?? 1));
    if (above.length === 2 && below.length < 2 && Number.isFinite(factor) && Number.isFinite(offset)) {
      return { factor, offset };
    }
  }
  return { factor: 1, offset: 0 };
}

type Meaning = Pick<DataType, 'factor' | 'offset' | 'texts'>;
const UNCHANGED: Meaning = { factor: 1, offset: 0, texts: new Map() };
/** Many signals may share a method of many scales. */
const meaningByMethod = new WeakMap<ArxmlElement, Meaning>();

function meaningOf(method: ArxmlElement): Meaning {
  const meaning = meaningByMethod.get(method) ?? { ...scaleOf(method), texts: readTexts(method) };
  meaningByMethod.set(method, meaning);
  return meaning;
}

function readTexts(method: ArxmlElement): Map<number, string> {
  const texts = new Map<number, string>();
  for (const scale of scalesOf(method)) {
    const text = textIn(scale, 'COMPU-CONST', 'VT');
    const limits = [numberIn(scale, 'LOWER-LIMIT'), numberIn(scale, 'UPPER-LIMIT')];
    const [from = Number.NaN, to = from] = limits.filter(Number.isFinite);
    if (text === '' || !(to - from < MAX_VALUES_OF_A_TEXT)) continue;
    for (let value = from; value <= to; value++) texts.set(value, text);
  }
  return texts;
}
