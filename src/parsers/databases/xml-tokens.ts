/** A tag or a text of an XML document; names without their prefix. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]{2,4});/g;
const ATTRIBUTE = /(?<![\w:.-])([\w:.-]{1,64})\s?=\s?(?:"([^"]*)"|'([^']*)')/g;

/**
 * The tags and texts of a document, in order, of any depth: nothing recurses. Comments, declarations and what a DTD would
 * define are passed over; a tag without an end ends the document.
 */
export function* xmlTokensOf(source: string): Generator<XmlToken, void> {
  let at = 0;
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    const text = source.slice(at, tag < 0 ? undefined : tag).trim();
    if (text !== '') yield { kind: 'text', text: decoded(text) };
    if (tag < 0) return;
    const isComment = source.startsWith('<!--', tag);
    const end = source.indexOf(isComment ? '-->' : '>', tag);
    if (end < 0) return;
    at = end + (isComment ? 3 : 1);
    if (source[tag + 1] !== '!' && source[tag + 1] !== '?') yield* tokensOfTag(source.slice(tag + 1, end));
  }
}

function* tokensOfTag(tag: string): Generator<XmlToken, void> {
  if (tag.startsWith('/')) {
    yield { kind: 'close', name: bareName(tag.slice(1).trim()) };
    return;
  }
  const nameEnd = tag.search(/[\s/]/);
  const name = bareName(nameEnd < 0 ? tag : tag.slice(0, nameEnd));
  yield { kind: 'open', name, attributes: attributesOf(tag) };
  if (tag.endsWith('/')) yield { kind: 'close', name };
}

const attributesOf = (tag: string): Map<string, string> =>
  new Map(
    Array.from(tag.matchAll(ATTRIBUTE), ([, name, double, single]) => [bareName(name), decoded(double ?? single)]),
  );

const bareName = (name: string): string => name.slice(name.indexOf(':') + 1);

const decoded = (text: string): string =>
  text.replace(ENTITY, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
