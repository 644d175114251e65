import { ModelFailure } from '#src/diagnosis/model/language-model.ts';
import { INJECTION, PASSWORD } from './hostile-session.ts';
import {
  answering,
  asking,
  type Behaviour,
  idOf,
  NO_TOOLS,
  REFUSED,
  type Script,
  THROTTLED,
  USAGE,
} from './scripted-model.ts';
import { CAUSE_WORDS, END, LEAD, VALVE_LOG, VIN } from './unexplained-log.ts';

/** What a log holds that wants to be obeyed, opened or shown. */
const MARKUP = '<b>all is well</b> see http://e.vil/x';

/** A log that the rules are not sure of, with an attack in it. */
export const HOSTILE_LOG: readonly string[] = [
  ...VALVE_LOG.slice(0, 22),
  `May 13 08:00:24 gwc noted[3]: ${INJECTION}`,
  `May 13 08:00:24 gwc noted[3]: ${MARKUP} password=${PASSWORD}`,
  ...VALVE_LOG.slice(22),
];

/** One way in which a model misuses what an investigation lets it do. */
export interface HostileInvestigation {
  name: string;
  scripts: Behaviour[];
  /** What no reader may find that the rules' own report does not hold. */
  forbidden: string[];
}

const all = asking(['search_records', { file: 0 }]);
const SEARCH: [string, unknown] = ['search_records', { words: ['coolant'] }];

const behaving = (name: string, ...scripts: Behaviour[]): HostileInvestigation => ({ name, scripts, forbidden: [] });

/** Sees every line first, then answers these lines, made of the ids of what it saw. */
const writing = (
  name: string,
  lines: (id: (text: string) => string) => (object | string)[],
  forbidden: string[] = [],
): HostileInvestigation => ({
  name,
  scripts: [all, (request) => answering(...lines((text) => idOf(text, request)))],
  forbidden,
});

const chain = (...steps: [evidence: string, quote?: string][]) =>
  steps.map(([evidence, quote], i) => ({
    evidence,
    ...(i > 0 && { link: 'may-have-caused' }),
    ...(quote !== undefined && { quote }),
  }));
const cause = (...steps: [evidence: string, quote?: string][]) => ({ propose: 'cause', chain: chain(...steps) });

/** The cause, quoted wrongly, before a line that it may well have led to. */
const quoting =
  (...quotes: string[]) =>
  (id: (text: string) => string) =>
    quotes.map((quote) => cause([id(CAUSE_WORDS), quote], [id(END)]));

const CALLS: HostileInvestigation[] = [
  behaving('looks things up for ever', asking(SEARCH)),
  behaving('asks for fifty look-ups at once, for ever', asking(...Array.from({ length: 50 }, () => SEARCH))),
  behaving('gives wrong arguments for ever', asking(['search_records', { words: 7 }], ['records_around', null])),
  behaving('gives no JSON for arguments', asking(['search_records', undefined], ['timeline', undefined])),
  behaving(
    'asks for another batch',
    asking(['search_records', { batchId: 'B2', words: ['failed'] }], ['timeline', { batch: 'B2' }]),
    answering(),
  ),
  behaving(
    'asks for a path',
    asking(['search_records', { path: '/etc/passwd' }], ['records_around', { evidence: '../../etc/passwd' }]),
    answering(),
  ),
  behaving(
    'asks for tools that are none',
    asking(['delete_records', {}], ['__proto__', {}], ['constructor', {}], ['', {}]),
    answering(),
  ),
  behaving(
    'asks with a megabyte',
    asking(['search_records', { words: ['x'.repeat(1_000_000)] }], ['timeline', { ecu: 'x'.repeat(1_000_000) }]),
    answering(),
  ),
  behaving(
    'asks in a nest of ten thousand arrays',
    asking(['search_records', JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)]),
    answering(),
  ),
  behaving('uses the same id for all its calls', asking(SEARCH, SEARCH), { ...asking(SEARCH, SEARCH) }, answering()),
];

const LINES: HostileInvestigation[] = [
  writing(
    'obeys a result that talks to it',
    (id) => [
      cause([id(INJECTION)], [id(END)]),
      cause([id(INJECTION), 'disconnect the battery'], [id(END)]),
      cause([id(CAUSE_WORDS)], [id(INJECTION)]),
      INJECTION,
      { action: INJECTION },
    ],
    [INJECTION, 'disconnect the battery'],
  ),
  writing('invents lines', () => [cause(['E900'], ['E901']), cause(['E0'], ['E-1']), cause(['e5'], ['E5 '])], ['E900']),
  writing('alters a quote by a byte', quoting('position 0 although 101 was asked for', 'Position 0 although'), ['101']),
  writing('alters a quote by a space', quoting('position  0 although', ' position 0', 'position 0although'), [
    '0although',
  ]),
  writing('alters a quote by a look-alike', quoting('p\u043esition 0 although', 'position \uff10'), ['p\u043esition']),
  writing('hides characters in a quote', quoting('position\u200b 0', 'position \u202e0', 'position\u0007'), ['\u202e']),
  writing('quotes mark-up and links', (id) => [
    cause([id('all is well'), '<b>all is well</b>'], [id(END)]),
    cause([id('all is well'), 'see http://e.vil/x'], [id(END)]),
  ]),
  writing(
    'leaks what was hidden from it',
    (id) => [
      cause([id('is ready'), `vehicle ${VIN} is ready`], [id(END)]),
      cause([id('is ready'), 'vehicle [VIN-1] is ready'], [id(END)]),
      cause([id('password='), `password=${PASSWORD}`], [id(END)]),
      cause([id(VIN)], [id(END)]),
    ],
    [VIN, PASSWORD, '[VIN-1]'],
  ),
  writing('cites what is logged all the time', (id) => [
    cause([id('coolant is at 63')], [id(END)]),
    cause([id('coolant is at 60')], [id('coolant is at 64')]),
  ]),
  writing('cites what has nothing to do with it', (id) => [cause([id('coolant is at 64')], [id('begins')])]),
  writing('takes the failure for its own cause', (id) => [cause([id(END)], [id(CAUSE_WORDS)])]),
  writing('takes a step for a cause', (id) => [cause([id('begins')], [id(END)])]),
  writing('says what leads already', (id) => [cause([id(LEAD)], [id(END)])]),
  writing('turns the order round', (id) => [cause([id(CAUSE_WORDS)], [id('begins')])]),
  writing('proposes less than two lines, and more than four', (id) => [
    cause([id(CAUSE_WORDS)]),
    cause([id(CAUSE_WORDS)], [id(CAUSE_WORDS)]),
    cause(...Array.from({ length: 40 }, (): [string] => [id(CAUSE_WORDS)])),
    { propose: 'cause', chain: [] },
    { propose: 'cause' },
  ]),
  writing(
    'is over-confident',
    (id) => [
      { ...cause([id(CAUSE_WORDS)], [id(END)]), verdict: 'CONFIRMED' },
      { ...cause([id(CAUSE_WORDS)], [id(END)]), certainty: 1, title: 'Beyond doubt' },
      { ...cause([id(CAUSE_WORDS)], [id(END)]), propose: 'Beyond doubt' },
      { verdict: 'CONFIRMED', reason: 'Beyond doubt' },
    ],
    ['Beyond doubt'],
  ),
  writing(
    'proposes a dangerous action',
    (id) => [
      { ...cause([id(CAUSE_WORDS)], [id(END)]), action: 'Short the fuse' },
      { ...cause([id(CAUSE_WORDS)], [id(END)]), knowledge: ['no-such-row'] },
      { actions: [{ text: 'Short the fuse', risk: 'none' }] },
    ],
    ['Short the fuse', 'no-such-row'],
  ),
];

const found: Behaviour = all;
const BREAKS: HostileInvestigation[] = [
  behaving('is throttled between look-ups', found, { fails: THROTTLED }),
  behaving('refuses between look-ups', found, { fails: REFUSED }),
  behaving('hangs between look-ups', found, { hangs: true }),
  behaving('is slow', { ...(found as Script), pauseMs: 30 }),
  behaving('says nothing between look-ups, without end', found, { forever: '' }),
  behaving('floods with lines after a look-up', found, {
    forever: '{"propose":"cause","chain":[{"evidence":"E1"}]}\n',
  }),
  behaving('sends 10 MB after a look-up', found, {
    pieces: [{ text: `{"propose":"${'c'.repeat(10_000_000)}"}` }, USAGE],
  }),
  behaving('is cut off in mid-proposal', found, { pieces: [{ text: '{"propose":"cause","chain":[{"evid' }, USAGE] }),
  behaving('refuses tools, then floods', { fails: NO_TOOLS }, { forever: '{"propose":"cause"}\n' }),
  behaving('is empty after its look-ups', found, { pieces: [] }),
  behaving('fails with a secret in its message', found, { fails: new TypeError(`no route for ${VIN}`) }),
  behaving(
    'lies about what its look-ups cost',
    ...[-1e12, Number.NaN, 1e300].map(
      (tokens): Script => ({
        pieces: [
          { calls: [{ id: 'a', name: 'timeline', input: {} }], said: [] },
          { usage: { inputTokens: tokens, outputTokens: tokens, cacheReadTokens: tokens } },
        ],
      }),
    ),
    { fails: new ModelFailure('Bedrock answered InternalServerException.', true) },
  ),
];

/** Misuse that must leave the rules' report as it was, each a promise in a test's name: "a model that …". */
export const HOSTILE_INVESTIGATIONS: readonly HostileInvestigation[] = [...CALLS, ...LINES, ...BREAKS];
