import { DatabaseError } from './can-database.ts';
import { type XmlToken, xmlTokensOf } from './xml-tokens.ts';

/** Files of whole vehicles stay below forty, packages in packages included. */
const MAX_DEPTH = 200;
/** A whole vehicle's system description has less than a million elements that matter here. */
const MAX_ELEMENTS = 4_000_000;
/** Characters of all paths together: those of a whole vehicle's take less than a hundred million. */
const MAX_PATH_CHARS = 256_000_000;
const MAX_SHOWN = 40;

/** An element of an AUTOSAR file with all that is in it. */
export interface ArxmlElement {
  name: string;
  /** `/Package/Message`: the short names down to it, its own included; by it references name it. Empty for what is in another. */
  path: string;
  text: string;
  children: ArxmlElement[];
}

/** What tools keep for themselves, often more than all the rest. */
const PASSED_OVER: ReadonlySet<string> = new Set(['ADMIN-DATA', 'ANNOTATIONS', 'INTRODUCTION', 'VARIATION-POINT']);
/** Most elements have none. */
const NO_CHILDREN: ArxmlElement[] = [];

const NOTHING: readonly ArxmlElement[] = [];

/** The elements of an AUTOSAR file that were asked for. */
export class ArxmlElements {
  readonly #byName: ReadonlyMap<string, readonly ArxmlElement[]>;
  readonly #byPath = new Map<string, ArxmlElement>();

  constructor(byName: ReadonlyMap<string, readonly ArxmlElement[]>) {
    this.#byName = byName;
    for (const elements of byName.values()) for (const element of elements) this.#byPath.set(element.path, element);
  }

  named(name: string): readonly ArxmlElement[] {
    return this.#byName.get(name) ?? NOTHING;
  }

  /** What the `…-REF` at the end of `way` refers to, if it is in this file and was asked for. */
  referred(from: ArxmlElement | undefined, ...way: string[]): ArxmlElement | undefined {
    const path = textIn(from, ...way);
    return path === '' ? undefined : this.#byPath.get(path);
  }

  /** What all the `…-REF` at the end of `way` refer to. */
  allReferred(from: ArxmlElement, ...way: string[]): ArxmlElement[] {
    return allIn(from, ...way).flatMap(({ text }) => this.#byPath.get(text) ?? []);
  }
}

/** The elements at the end of the way of names. */
export const allIn = (from: ArxmlElement | undefined, ...way: string[]): ArxmlElement[] =>
  way.reduce<ArxmlElement[]>(
    (elements, name) => elements.flatMap(({ children }) => children.filter((child) => child.name === name)),
    from ? [from] : [],
  );

/** The text of the first element at the end of the way; empty where there is none. */
export const textIn = (from: ArxmlElement | undefined, ...way: string[]): string => allIn(from, ...way)[0]?.text ?? '';

/** Numbers as AUTOSAR writes them: decimal, `0x1F`, `0b101`; NaN for others. */
export function numberIn(from: ArxmlElement | undefined, ...way: string[]): number {
  const text = textIn(from, ...way);
  return text === '' ? Number.NaN : Number(text);
}

/**
 * Finds the elements with one of the `wanted` names, wherever they stand. Throws `DatabaseError` for what is no AUTOSAR
 * file, is cut, or is larger than any of a vehicle.
 */
export function arxmlElementsOf(source: string, wanted: ReadonlySet<string>): ArxmlElements {
  const reader = new ElementReader(wanted);
  for (const token of xmlTokensOf(source)) reader.take(token);
  return new ArxmlElements(reader.end());
}

interface OpenElement {
  name: string;
  shortName: string;
  /** Null where it is passed over. */
  element: ArxmlElement | null;
}

class ElementReader {
  readonly #wanted: ReadonlySet<string>;
  readonly #found = new Map<string, ArxmlElement[]>();
  readonly #open: OpenElement[] = [];
  #count = 0;
  #pathChars = 0;
  #hasRoot = false;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  take(token: XmlToken): void {
    if (token.kind === 'open') this.#enter(token.name);
    else if (token.kind === 'close') this.#leave(token.name);
    else this.#text(token.text);
  }

  end(): ReadonlyMap<string, ArxmlElement[]> {
    const open = this.#open.at(-1);
    if (!this.#hasRoot) throw new DatabaseError('It has no element <AUTOSAR>.');
    if (open) throw new DatabaseError(`It ends within the element <${shown(open.name)}>: is the file cut?`);
    return this.#found;
  }

  #enter(name: string): void {
    if (!this.#hasRoot && name !== 'AUTOSAR') {
      throw new DatabaseError(`Its first element is <${shown(name)}>, not <AUTOSAR>.`);
    }
    this.#hasRoot = true;
    const parent = this.#open.at(-1)?.element ?? null;
    const isKept = parent === null ? this.#wanted.has(name) : !PASSED_OVER.has(name);
    if (this.#open.length === MAX_DEPTH)
      throw new DatabaseError(`Its elements are nested more than ${MAX_DEPTH} deep.`);
    if (isKept && ++this.#count > MAX_ELEMENTS) {
      throw new DatabaseError('It describes more elements than any vehicle has.');
    }
    const element = isKept ? { name, path: '', text: '', children: NO_CHILDREN } : null;
    if (element && parent) addChild(parent, element);
    this.#open.push({ name, shortName: '', element });
  }

  #leave(name: string): void {
    const open = this.#open.at(-1);
    if (open?.name !== name) {
      throw new DatabaseError(`It is damaged: </${shown(name)}> ends <${shown(open?.name ?? '')}>.`);
    }
    const { element } = open;
    const isInAnother = this.#open.at(-2)?.element;
    if (element && !isInAnother && open.shortName !== '') element.path = this.#path();
    this.#open.pop();
    if (!element || isInAnother) return;
    const found = this.#found.get(name);
    if (found) found.push(element);
    else this.#found.set(name, [element]);
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    const above = this.#open.at(-2);
    if (open?.name === 'SHORT-NAME' && above) above.shortName = text;
    if (open?.element) open.element.text += open.element.text === '' ? text : ` ${text}`;
  }

  #path(): string {
    const path = this.#open.reduce((path, { shortName }) => (shortName === '' ? path : `${path}/${shortName}`), '');
    this.#pathChars += path.length;
    if (this.#pathChars > MAX_PATH_CHARS)
      throw new DatabaseError('Its short names are longer than those of any vehicle.');
    return path;
  }
}

function addChild(parent: ArxmlElement, child: ArxmlElement): void {
  if (parent.children === NO_CHILDREN) parent.children = [child];
  else parent.children.push(child);
}

const shown = (name: string): string => name.slice(0, MAX_SHOWN);
