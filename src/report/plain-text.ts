/** Controls, zero-width and bidirectional marks, line separators, fillers and tags: they change what a reader sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * One line of `text` that shows what it holds: line breaks and tabs become spaces, other invisible characters `·`.
 * At most `maxChars` characters, the last one `…` when it was cut.
 */
export function plainText(text: string, maxChars = 240): string {
  const head = text.length > maxChars * 2 ? text.slice(0, maxChars * 2) : text;
  const line = head
    .replace(/[\t\r\n]+/g, ' ')
    .replace(INVISIBLE, '·')
    .toWellFormed();
  const chars = [...line];
  return chars.length > maxChars ? `${chars.slice(0, maxChars - 1).join('')}…` : line;
}
