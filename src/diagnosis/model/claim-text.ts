/** Characters that a reader does not see or that change what is read around them. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{N}\p{M}/u;
/** Nothing of a report is to be opened or rendered. */
const LINK = /:\/\/|\bwww\.|\]\(|<\/?[a-z]/i;
/** A separator between digits that reads as one number: `20,480`, `20 480`, `20’480`. */
const GROUPED = /(?<=\d)[,'’٬· ](?=\d{3}(?!\d))/g;

/**
 * A model's sentence in the form in which it is checked and shown, so that what passes is what is read: compatibility
 * characters as what they stand for (`²` as 2, `½` as 1/2), any space as a space, grouped digits as one number.
 * Undefined when it holds a link, markup or characters that deceive.
 */
export function claimText(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\p{Zs}\t\r\n]+/gu, ' ')
    .replaceAll('⁄', '/')
    .replace(GROUPED, '')
    .trim();
  return plain === '' || DECEPTIVE.test(plain) || LINK.test(plain) || !plain.isWellFormed() ? undefined : plain;
}
