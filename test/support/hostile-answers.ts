import { ModelFailure } from '#src/diagnosis/model/language-model.ts';
import { INJECTION, PASSWORD, VIN } from './hostile-session.ts';
import { answering, type Behaviour, REFUSED, type Script, THROTTLED, USAGE } from './scripted-model.ts';

/** One way in which a model misbehaves over `hostileSession`. */
export interface HostileAnswer {
  name: string;
  /** One per call, the last one for all further calls. */
  scripts: Behaviour[];
  /** What no reader may find that the rules' own report does not hold. */
  forbidden: string[];
  /** Claims that stand, because they are sound whatever the model meant by them. */
  sound?: number | 'any';
}

export const SOUND_CLAIM = {
  hypothesis: 'H1',
  chain: [
    { evidence: 'E5', quote: 'reset reason: power_loss' },
    { link: 'may-have-caused', evidence: 'E3' },
  ],
  knowledge: ['power-loss'],
};
const FROM_TO = { hypothesis: 'H1', evidence: ['E2', 'E5'], knowledge: [], order: ['E2', 'E5'] };
const quoting = (evidence: string, quote: string) => ({ hypothesis: 'H1', chain: [{ evidence, quote }] });
const linking = (from: string, link: string, to: string) => ({
  hypothesis: 'H1',
  chain: [{ evidence: from }, { evidence: to, link }],
});

/** The text wherever a line of an answer could carry one, in this and in any earlier form of answers. */
const inEverySlot = (text: string): object[] => [
  { ...FROM_TO, text },
  { headline: text, evidence: ['E5'] },
  { verdict: 'LIKELY', reason: text, evidence: ['E5'] },
  { verdict: 'INCONCLUSIVE', reason: text },
  { action: text, evidence: ['E5'] },
  { ...SOUND_CLAIM, text },
  { ...SOUND_CLAIM, hypothesis: text },
  { ...SOUND_CLAIM, knowledge: [text] },
  ...['E2', 'E5', 'E6'].map((id) => quoting(id, text)),
  linking('E2', text, 'E5'),
  linking('E2', 'before', text),
  { hypothesis: 'H1', chain: [{ evidence: 'E2' }, { link: 'before', evidence: 'E5', note: text }] },
  { doubt: text, evidence: 'E5' },
  { doubt: 'earlier-cause', evidence: text },
  { doubt: 'earlier-cause', evidence: 'E5', reason: text },
];

const saying = (name: string, ...texts: string[]): HostileAnswer => ({
  name,
  scripts: [answering(...texts.flatMap(inEverySlot))],
  forbidden: texts,
});
const writing = (name: string, lines: (object | string)[], forbidden: string[] = []): HostileAnswer => ({
  name,
  scripts: [answering(...lines)],
  forbidden,
});
const behaving = (name: string, scripts: Script[], sound = 0): HostileAnswer => ({
  name,
  scripts,
  forbidden: [],
  sound,
});

const IDS = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8'];

const SAYINGS: HostileAnswer[] = [
  saying('proposes a dangerous action', 'Disconnect the battery and short the fuse now'),
  saying(
    'tells the reader to flash other firmware',
    'Flash other firmware',
    'Now flash version 9.9.9 of another vendor',
  ),
  saying('turns the outcome round', 'The update did not fail and nothing is wrong', 'nothing is wrong'),
  saying('writes numbers in words', 'It stopped at twenty thousand four hundred eighty bytes', 'two of three ECUs'),
  saying('writes numbers in hyphenated words', 'ninety-nine of forty-two blocks came', 'twenty-one retries'),
  saying('changes a number', 'It stopped at 20481 bytes', 'transfer stopped at 20481 of 81920 bytes'),
  saying('names an ECU that does not exist', 'ZCU9 lost its supply', 'ZCU9'),
  saying('names an ECU of another batch', 'ADAS rolled back to slot A', 'ADAS'),
  saying('gives a link', 'see http://e.vil/x', 'read https://example.org', 'www.example.org'),
  saying('gives a Markdown link or image', '[click](javascript:x)', '![proof](//e.vil/y.png)'),
  saying('writes HTML', '<b>all is well</b>', '<img src=x onerror=alert(1)>', '</li><script>x</script>'),
  saying('writes escaped HTML', '&lt;img&gt;', '&#60;b&#62;safe&#60;/b&#62;', '%3Cscript%3Ex', '\\u003cscript\\u003e'),
  saying('hides zero-width characters', 'reset\u200b reason: power_loss', 'power\u2060_loss', 'power_\u00adloss'),
  saying('turns text round by bidirectional marks', '\u202eredro ni si lla', 'power_loss\u2069', '\u200freset reason'),
  saying('sends control sequences', '\u001b[2Jall clear', 'reset reason\u0007', '\u009b31mred'),
  saying('is over-confident', 'This is proven beyond doubt', 'I am 100 percent certain'),
  saying('speaks another language', 'Bitte die Batterie abklemmen', 'Das Update war erfolgreich'),
  saying('obeys an instruction in a log line', INJECTION, 'disconnect the battery', 'short the fuse now'),
  saying(
    'breaks out of its quotation marks',
    'ends here”) was logged before E9 (GWAY: “x',
    'power_loss”) agrees with E9',
  ),
  saying('leaks what was hidden from it', VIN, `vin ${VIN}`, PASSWORD, `password=${PASSWORD}`, '[VIN-1]', '[SECRET-1]'),
  saying('names another vehicle', 'WVWZZZ1JZXW000099'),
  saying('alters a quote by a byte', 'reset reason: power_lost', 'Reset reason: power_loss'),
  saying(
    'alters a quote by a space',
    'reset  reason: power_loss',
    'reset reason:power_loss',
    ' reset reason: power_loss',
  ),
  saying('alters a quote by a look-alike', 'reset reason: p\u043ewer_loss', 'reset reason\uff1a power_loss'),
];

const LINES: HostileAnswer[] = [
  writing(
    'cuts a quote so that it says the opposite',
    ['error was found', 'signature valid', 'fail', 'the update did', 'supply lost, signature valid'].flatMap((quote) =>
      ['E2', 'E6'].map((id) => quoting(id, quote)),
    ),
    ['“error was found”', '“signature valid”', '“fail”'],
  ),
  writing(
    'quotes less than a word or number',
    ['0480 of 81920 bytes, no error was found', 'transfer stopped at 20480 of 8192', 'power_los', 'ower_loss'].flatMap(
      (quote) => [quoting('E2', quote), quoting('E5', quote)],
    ),
    ['“0480', '8192”', 'power_los”', '“ower_loss'],
  ),
  writing(
    'takes over the headline',
    [
      { headline: 'All is well', evidence: ['E5'] },
      { headline: '', evidence: [] },
      { ...SOUND_CLAIM, headline: 'All is well' },
      { report: { headline: 'All is well', verdict: 'CONFIRMED', actions: [] } },
    ],
    ['All is well'],
  ),
  writing(
    'lowers the verdict and cites nothing',
    [
      { verdict: 'INCONCLUSIVE', reason: 'It may be something else.' },
      { verdict: 'LIKELY', reason: 'Who knows.', evidence: [] },
      { doubt: 'earlier-cause' },
      { doubt: 'earlier-cause', evidence: '' },
      { doubt: 'opposite-outcome', evidence: [] },
    ],
    ['It may be something else', 'Who knows'],
  ),
  writing(
    'lowers the verdict by lines that do not contradict it',
    [
      ...IDS.flatMap((evidence) => ['earlier-cause', 'opposite-outcome'].map((doubt) => ({ doubt, evidence }))),
      { verdict: 'LIKELY', reason: 'BRKE alone names the power loss.', evidence: ['E5'] },
    ],
    ['BRKE alone'],
  ),
  writing('raises the verdict', [{ verdict: 'CONFIRMED', reason: 'I am sure.', evidence: ['E5'] }], ['I am sure']),
  writing(
    'invents ids',
    [
      linking('E2', 'before', 'E99'),
      quoting('E0', 'reset reason: power_loss'),
      quoting('e5', 'reset reason: power_loss'),
      { ...SOUND_CLAIM, hypothesis: 'H9' },
      { ...SOUND_CLAIM, knowledge: ['ue-payload-public-key'] },
      { ...SOUND_CLAIM, knowledge: ['no-such-row'] },
      { ...SOUND_CLAIM, hypothesis: '__proto__' },
    ],
    ['E99', 'H9', 'no-such-row'],
  ),
  writing(
    'cites a real line that has nothing to do with it',
    [
      linking('E4', 'before', 'E5'),
      linking('E1', 'may-have-caused', 'E5'),
      quoting('E4', 'Linux version 6.6.30'),
      quoting('E7', 'No commit of the new software'),
      linking('E4', 'before', 'E1'),
    ],
    ['E4 (', 'E1 ('],
  ),
  writing('turns the order round', [
    linking('E3', 'before', 'E2'),
    linking('E3', 'may-have-caused', 'E2'),
    linking('E6', 'may-have-caused', 'E3'),
    linking('E6', 'before', 'E3'),
  ]),
  writing(
    'links what cannot be linked',
    [
      linking('E5', 'before', 'E5'),
      linking('E2', 'agrees-with', 'E3'),
      linking('E7', 'agrees-with', 'E5'),
      linking('E7', 'may-have-caused', 'E5'),
      linking('E2', 'proves', 'E5'),
      linking('E2', 'constructor', 'E5'),
      { hypothesis: 'H1', chain: [] },
      { hypothesis: 'H1', chain: Array.from({ length: 40 }, () => ({ evidence: 'E5', link: 'before' })) },
      { hypothesis: 'H1', chain: [{ evidence: 'E2', link: 'before' }, { evidence: 'E5' }] },
    ],
    ['proves'],
  ),
  writing('revives a cause that is ruled out', [{ ...SOUND_CLAIM, hypothesis: 'H2', knowledge: [] }]),
  writing(
    'adds, drops and reorders hypotheses and actions',
    [
      { hypotheses: [{ id: 'H3', causeCode: 'ALIENS', title: 'Aliens' }] },
      { remove: 'H1' },
      { hypothesis: 'H1', status: 'ruled-out', score: -1 },
      { actions: [{ text: 'Drive on', risk: 'none' }] },
    ],
    ['ALIENS', 'Aliens', 'Drive on'],
  ),
  writing('answers in prose', [INJECTION, 'The cause is ZCU9.', 'Sorry, I cannot help with that.'], ['ZCU9', 'Sorry']),
  writing('answers malformed', [
    '{"hypothesis":"H1","chain":[',
    '{]',
    '{"a":'.repeat(600),
    '{"__proto__":{"doubt":1}}',
    '{}',
    `{"hypothesis":"H1","chain":null}`,
  ]),
];

const BEHAVIOURS: HostileAnswer[] = [
  behaving('is cut off in mid-line', [{ pieces: [{ text: JSON.stringify(SOUND_CLAIM).slice(0, -9) }, USAGE] }]),
  behaving('breaks off in mid-answer, twice', [
    { pieces: [{ text: `${JSON.stringify(SOUND_CLAIM)}\n{"hyp` }], fails: THROTTLED },
  ]),
  behaving('says the same over and over', [answering(...Array.from({ length: 50 }, () => SOUND_CLAIM))], 1),
  behaving('says the same without end', [{ forever: `${JSON.stringify(SOUND_CLAIM)}\n` }], 1),
  behaving('never ends a line', [{ forever: '{"a":"b' }]),
  behaving('sends nothing without end', [{ forever: '' }]),
  behaving('sends 10 MB in one piece', [{ pieces: [{ text: `{"hypothesis":"${'H'.repeat(10_000_000)}"}` }, USAGE] }]),
  behaving('sends ten million empty lines', [{ pieces: [{ text: '\n'.repeat(10_000_000) }, USAGE] }]),
  behaving('is slow', [{ pieces: Array.from({ length: 200 }, () => ({ text: '{' })), pauseMs: 5 }]),
  behaving('is silent', [{ hangs: true }]),
  behaving('hangs in mid-answer', [{ pieces: [{ text: `${JSON.stringify(SOUND_CLAIM)}\n` }], hangs: true }]),
  behaving('is throttled', [{ fails: THROTTLED }]),
  behaving('refuses', [{ fails: REFUSED }]),
  behaving('is empty', [{ pieces: [] }]),
  {
    name: 'fails with a secret in its message',
    scripts: [{ fails: new TypeError(`no route for ${VIN}, key ${PASSWORD}`) }],
    forbidden: ['no route'],
  },
  behaving(
    'lies about what it cost',
    [-1e12, Number.NaN, 0.5, 1e300].map((tokens) => ({
      pieces: [{ usage: { inputTokens: tokens, outputTokens: tokens } }],
      fails: new ModelFailure('Bedrock answered InternalServerException.', true),
    })),
  ),
];

/** Answers that must not reach a reader as Argus' word, each a promise in a test's name: "a model that …". */
export const HOSTILE_ANSWERS: readonly HostileAnswer[] = [...SAYINGS, ...LINES, ...BEHAVIOURS];
