import { DatabaseError } from './can-database.ts';

/** A tag or a text of an XML document; names without their prefix. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]{2,4});/g;
const ATTRIBUTE = /(?<![\w:.-])([\w:.-]{1,64})\s?=\s?(?:"([^"]*)"|'([^']*)')/g;

const COMMENT = ['<!--', '-->'] as const;
const CDATA = ['<![CDATA[', ']]>'] as const;

/**
 * The tags and texts of a document, in order, of any depth: nothing recurses. Comments and declarations are passed over; a
 * tag without an end ends the document. Throws `DatabaseError` for entities of its own: no tool writes them, and they can
 * grow a file without end.
 */
export function* xmlTokensOf(source: string): Generator<XmlToken, void> {
  let at = 0;
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    const text = source.slice(at, tag < 0 ? undefined : tag).trim();
    if (text !== '') yield { kind: 'text', text: decoded(text) };
    if (tag < 0) return;
    const [begin, close] = [COMMENT, CDATA].find(([mark]) => source.startsWith(mark, tag)) ?? ['<', '>'];
    const end = source.indexOf(close, tag + begin.length);
    if (end < 0) return;
    at = end + close.length;
    const content = source.slice(tag + begin.length, end);
    if (begin === '<') yield* tokensOfTag(content);
    else if (begin === CDATA[0]) yield { kind: 'text', text: content };
  }
}

function* tokensOfTag(tag: string): Generator<XmlToken, void> {
  if (tag.startsWith('!') || tag.startsWith('?')) {
    if (tag.startsWith('!DOCTYPE') && tag.includes('[')) throw new DatabaseError('It declares entities of its own.');
    return;
  }
  if (tag.startsWith('/')) {
    yield { kind: 'close', name: bareName(tag.slice(1).trim()) };
    return;
  }
  const nameEnd = tag.search(/[\s/]/);
  const name = bareName(nameEnd < 0 ? tag : tag.slice(0, nameEnd));
  yield { kind: 'open', name, attributes: attributesOf(tag) };
  if (tag.endsWith('/')) yield { kind: 'close', name };
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function attributesOf(tag: string): ReadonlyMap<string, string> {
  if (!tag.includes('=')) return NO_ATTRIBUTES;
  return new Map(
    Array.from(tag.matchAll(ATTRIBUTE), ([, name, double, single]) => [bareName(name), decoded(double ?? single)]),
  );
}

const bareName = (name: string): string => name.slice(name.indexOf(':') + 1);

const decoded = (text: string): string =>
  text.replace(ENTITY, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
