import { describe, expect, it } from 'vitest';
import { claimText } from '#src/diagnosis/model/claim-text.ts';

describe('the sentence of a model, as it is checked and shown', () => {
  it.each([
    ['It stopped at 20,480 bytes.', 'It stopped at 20480 bytes.'],
    ['It stopped at 20 480 bytes.', 'It stopped at 20480 bytes.'],
    ['It stopped at 20\u202f480\u2009819 bytes.', 'It stopped at 20480819 bytes.'],
    ['It stopped at 20’480 bytes.', 'It stopped at 20480 bytes.'],
    ['Codes 12, 13 and 7,8.', 'Codes 12, 13 and 7,8.'],
  ])('reads %s with grouped digits as one number', (text, expected) => {
    expect(claimText(text)).toBe(expected);
  });

  it.each([
    ['10² times', '102 times'],
    ['½ of it', '1/2 of it'],
    ['status ４０４', 'status 404'],
    ['⑳ ﬁles', '20 files'],
  ])('shows %s as the plain characters it is checked by', (text, expected) => {
    expect(claimText(text)).toBe(expected);
  });

  it('is one line', () => {
    expect(claimText(' One\nline\tof\u00a0text. ')).toBe('One line of text.');
  });

  it.each([
    ['a zero-width space', '2048\u200b0'],
    ['a soft hyphen', 'kErr\u00ador'],
    ['text that runs backwards', '\u202e0842'],
    ['a control sequence', '\u001b[2Jall clear'],
    ['a variation selector', 'ok\ufe0f'],
    ['a digit with a mark on it', '4\u03384'],
    ['half a character', 'broken \ud800'],
    ['a private character', '\ue000'],
    ['a link', 'see https://example.org/x'],
    ['a link without a scheme', 'see www.example.org'],
    ['a Markdown link', '[here](javascript:x)'],
    ['a tag', 'power <img src=x> lost'],
    ['nothing', ' \n '],
  ])('is refused with %s in it', (_what, text) => {
    expect(claimText(text)).toBeUndefined();
  });
});
