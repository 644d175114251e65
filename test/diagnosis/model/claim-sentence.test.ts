import { describe, expect, it } from 'vitest';
import type { Chain } from '#src/diagnosis/model/answer-line.ts';
import { claimSentence, type SentenceBasis } from '#src/diagnosis/model/claim-sentence.ts';
import { aGround, anItem } from '#test/support/evidence-item.ts';

const ITEMS = [
  anItem('E1', 'supply lost'),
  anItem('E2', 'write stopped', { ecu: 'ZCU', app: 'ota' }),
  anItem('E3', null),
  anItem('E4', 'link down', { ecu: 'GWAY' }),
];

const sentence = (chain: Chain, fields: Partial<SentenceBasis> = {}, items = ITEMS) =>
  claimSentence(chain, {
    basis: aGround(items, ['E1', 'E2']),
    own: ['E1', 'E2'],
    isSensitive: () => false,
    ...fields,
  });

const first = (evidence: string, quote?: string): Chain[number] => ({ evidence, ...(quote && { quote }) });
const then = (link: Chain[number]['link'], evidence: string): Chain[number] => ({ link, evidence });

describe('the sentence of a chain', () => {
  it('tells each line in quotes with its writer, or in Argus’ words, and joins them by words of the closed list', () => {
    expect(sentence([first('E1', 'supply lost'), then('may-have-caused', 'E2'), then('agrees-with', 'E1')])).toEqual({
      text: 'E1 (BRKE: “supply lost”) may have led to E2 (What E2 shows, as BRKE logged), which agrees with E1 (What E1 shows, as BRKE logged).',
      evidence: ['E1', 'E2'],
      check: { checked: ['lines', 'quotes', 'order', 'ecus'], notChecked: ['cause', 'meaning'] },
    });
  });

  it('does not call checked in one place what is open in another', () => {
    const chain: Chain = [first('E1'), then('before', 'E2'), then('may-have-caused', 'E4')];
    expect(sentence(chain)?.check).toEqual({ checked: ['lines'], notChecked: ['meaning', 'order', 'cause'] });
  });

  it.each([
    ['a line with itself', [first('E1'), then('may-have-caused', 'E1')]],
    ['an absence as a cause', [first('E3'), then('may-have-caused', 'E2')]],
    ['an effect before its cause', [first('E2'), then('may-have-caused', 'E1')]],
    ['an order that is not known', [first('E1'), then('before', 'E4')]],
    ['agreement with what is not the cause’s own', [first('E1'), then('agrees-with', 'E4')]],
    ['what is not the cause’s own with a cause', [first('E4'), then('agrees-with', 'E1')]],
  ] satisfies [string, Chain][])('does not join %s', (_what, chain) => {
    expect(sentence(chain)).toBeUndefined();
  });

  it('does not quote a record that was not read back', () => {
    const [whole] = ITEMS;
    const unread = { ...whole, quote: { ...(whole.quote as NonNullable<typeof whole.quote>), verified: false } };
    expect(sentence([first('E1', 'supply lost')], {}, [unread])).toBeUndefined();
    expect(sentence([first('E1', 'supply lost')])).toBeDefined();
  });

  it('does not quote what identifies a vehicle or opens a door', () => {
    expect(sentence([first('E1', 'supply lost')], { isSensitive: (text) => text.includes('lost') })).toBeUndefined();
  });

  it.each(['GWAY: “all is well”) agrees with E9 (X', 'a) was logged before E2 (b', '<b>'])(
    'does not quote a writer who is called %s',
    (ecu) => {
      expect(sentence([first('E1', 'supply lost')], {}, [anItem('E1', 'supply lost', { ecu })])).toBeUndefined();
    },
  );

  it('is none where a line told in Argus’ words carries mark-up or a link of the vehicle', () => {
    const hostile = anItem('E1', 'x', { text: 'The ECU http://e.vil/ booted, as BRKE logged.' });
    expect(sentence([first('E1'), then('before', 'E2')], {}, [hostile, ITEMS[1]])).toBeUndefined();
  });
});
