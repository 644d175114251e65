import { describe, expect, it } from 'vitest';
import { statementsIn, statementsOf } from '#src/diagnosis/grounding.ts';
import type { EvidenceItem } from '#src/report/report.ts';

const numbers = (text: string): string[] => [...statementsIn(text).numbers];

describe('a number in a text', () => {
  it.each<[text: string, numbers: string[]]>([
    ['after 17.7s', ['17.7']],
    ['after 17.70 s', ['17.7']],
    ['after 17.700', ['17.7']],
    ['after 17.07', ['17.07']],
    ['0.50', ['0.5']],
    ['0.0', ['0']],
    ['10.0', ['10']],
    ['100', ['100']],
    ['007', ['7']],
    ['000', ['0']],
    ['0x0072', ['0x72']],
    ['0x0', ['0x0']],
    ['0x000', ['0x0']],
    ['0X00AB', ['0xab']],
    ['-0x0A', ['-0xa']],
    ['-40 degrees', ['-40']],
    ['−40', ['-40']],
    ['rc=-5', ['-5']],
    ['(-5)', ['-5']],
    ['2026-05-13', ['2026-05-13']],
    ['v-5', ['v-5']],
    ['12.5V', ['12.5']],
    ['250ms', ['250']],
    ['95 %', ['95']],
    ['7abcdefg', ['7abcdefg']],
    ['3x5', ['3x5']],
    ['slot2', ['slot2']],
    ['1.2.3', ['1.2.3']],
    ['can0/eth1', ['can0/eth1']],
    ['12:30:45', ['12:30:45']],
    ['1. 2', ['1', '2']],
    ['１２', ['12']],
    ['no number', []],
  ])('"%s" states %j', (text, stated) => {
    expect(numbers(text)).toEqual(stated);
  });
});

describe('a name in a text', () => {
  it.each<[text: string, codes: string[], references: string[]]>([
    ['kDownloadError', ['kdownloaderror'], []],
    ['ENOSPC', ['enospc'], []],
    ['EIO', [], []],
    ['SIGSEGV', ['sigsegv'], []],
    ['SIGX', [], []],
    ['NOT_FOUND', ['not_found'], []],
    ['A_B', [], []],
    ['AB_C2', [], []],
    ['OTA update', [], []],
    ['kernel', [], []],
    ['as E3 and E12 say', [], ['E3', 'E12']],
    ['xE3 E3x', [], []],
  ])('"%s" is of codes %j and of evidence %j', (text, codes, references) => {
    const found = statementsIn(text);
    expect([[...found.codes], [...found.references]]).toEqual([codes, references]);
  });

  it('is looked for in twenty thousand letters', () => {
    expect(numbers(`${'x '.repeat(10_000)} 7`)).toEqual([]);
    expect(numbers(`${'x '.repeat(9_998)} 7`)).toEqual(['7']);
  });
});

describe('an item of evidence states', () => {
  const item = (fields: Partial<EvidenceItem> = {}): EvidenceItem =>
    ({ text: '', code: null, ecu: '', app: '', facts: {}, quote: null, ...fields }) as EvidenceItem;
  const all = (fields: Partial<EvidenceItem>): string[] => [...statementsOf(item(fields)).numbers];

  it('what its sentence, code, writer, facts and quote say, each by itself', () => {
    expect(
      all({
        ...{ text: 'after 1 s', code: 'NRC 0x22', ecu: 'ecu3', app: 'app4', facts: { block5: 6 } },
        quote: { text: '7' } as EvidenceItem['quote'],
      }),
    ).toEqual(['1', '0x22', 'ecu3', 'app4', 'block5', '6', '7']);
    expect(all({})).toEqual([]);
  });

  it('a trouble code without its failure type, too', () => {
    expect(all({ code: 'P0420-00' })).toEqual(['p0420-00', 'p0420']);
    expect(all({ code: 'U012A-87' })).toEqual(['u012a-87', 'u012a']);
    expect(all({ text: 'X0420-00 P0420-000 AP0420-00' })).toEqual(['x0420-00', 'p0420-000', 'ap0420-00']);
  });
});
