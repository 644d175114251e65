import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluationCase } from '#src/evaluation/case.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const BAD_SIGNATURE = [
  '03-01 12:00:00.100  1000  1001 I update_engine: [INFO:action_processor.cc(143)] ActionProcessor: starting DownloadAction',
  '03-01 12:00:09.200  1000  1001 E update_engine: [ERROR:payload_verifier.cc(101)] Public key verification failed, thus update failed.',
  '03-01 12:00:09.300  1000  1001 I update_engine: [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadPayloadVerificationError',
].join('\n');
const QUIET =
  '2026-03-01T12:00:00Z gateway routing: 812 frames routed\n2026-03-01T12:00:01Z gateway routing: 790 frames routed';

const aCase = (id: string, about: Partial<EvaluationCase> = {}): EvaluationCase => ({
  id,
  files: [`${id}/client.log`],
  family: 'android',
  source: 'made for this test',
  stated_cause: 'the payload is signed with another key',
  cause_keywords: ['public key verif'],
  decoys: [],
  expected_outcome: 'failed|unknown',
  kind: 'known',
  ...about,
});

function inFolder(cases: unknown, files: Record<string, string> = {}) {
  const cwd = temporaryFolder();
  const all = { 'cases/cases.json': JSON.stringify(cases), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return (...argv: string[]) => runLine(['eval', 'cases', ...argv], { cwd });
}

const oneCase = (about: Partial<EvaluationCase>, files: Record<string, string> = {}) =>
  inFolder([aCase('signature', about)], { 'cases/signature/client.log': BAD_SIGNATURE, ...files });

async function scoreOf(evaluate: ReturnType<typeof inFolder>) {
  const { stdout } = await evaluate('--json');
  return JSON.parse(stdout).cases[0];
}

describe('argus eval', () => {
  it('runs each case without and with a script that knows the truth, and prints a row for both', async () => {
    const evaluate = oneCase({});
    const { stdout } = await evaluate('--model', 'oracle');
    expect(stdout).toMatch(/^rules alone +1\/1 +1\/1 +0 /m);
    expect(stdout).toMatch(/^scripted:oracle +1\/1 +1\/1 +0 /m);
    expect(stdout).toMatch(/^scripted:saboteur +not run/m);
    const { models } = JSON.parse((await evaluate('--model', 'saboteur', '--json')).stdout);
    expect(models.map(({ name }: { name: string }) => name)).toEqual(['rules alone', 'scripted:saboteur']);
    expect(models[1].effort).toMatchObject({ raised: 0, tampered: 0 });
  });

  it('prints a line per case and totals by kind and family', async () => {
    const evaluate = inFolder(
      [aCase('signature'), aCase('quiet', { kind: 'control', family: 'gateway', cause_keywords: [] })],
      { 'cases/signature/client.log': BAD_SIGNATURE, 'cases/quiet/client.log': QUIET },
    );
    const { code, stdout } = await evaluate();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^signature +known +LIKELY +failed +right +signature-invalid$/m);
    expect(stdout).toMatch(/^quiet +control +INCONCLUSIVE/m);
    expect(stdout).toMatch(/^all +1\/1 /m);
    expect(stdout).toMatch(/^kind control +- /m);
    expect(stdout).toMatch(/^family gateway +- /m);
  });

  it('calls a lead wrong that no keyword matches', async () => {
    expect(await scoreOf(oneCase({ cause_keywords: ['disk is full'] }))).toMatchObject({
      lead: 'wrong',
      isCauseNamed: false,
    });
  });

  it('calls a lead wrong whose title is a decoy, whatever else matches', async () => {
    expect(await scoreOf(oneCase({ decoys: ['signature'] }))).toMatchObject({ lead: 'wrong', isDecoy: true });
  });

  it('counts a fault seen in a control', async () => {
    expect(await scoreOf(oneCase({ kind: 'control' }))).toMatchObject({ isFalseFault: true, isFalseConfirmed: false });
  });

  it('counts a fault that is not seen', async () => {
    const evaluate = oneCase({}, { 'cases/signature/client.log': QUIET });
    expect(await scoreOf(evaluate)).toMatchObject({ isFaultMissed: true, lead: 'none' });
  });

  it('calls an outcome right that is one of those expected, in the words of cases', async () => {
    expect(await scoreOf(oneCase({ expected_outcome: 'installed|failed' }))).toMatchObject({ isOutcomeRight: true });
    expect(await scoreOf(oneCase({ expected_outcome: 'installed' }))).toMatchObject({ isOutcomeRight: false });
  });

  it('counts what somebody has found untrue before', async () => {
    const judged = (phrase: string) => JSON.stringify({ signature: { phrase, false_statement: 'It is signed.' } });
    const said = oneCase({}, { 'cases/judged.json': judged('the update failed') });
    expect(await scoreOf(said)).toMatchObject({ falseStatement: 'It is signed.' });
    const unsaid = oneCase({}, { 'cases/judged.json': judged('the wheels fell off') });
    expect(await scoreOf(unsaid)).toMatchObject({ falseStatement: null });
  });

  it('reads every quote again', async () => {
    const { citations } = await scoreOf(oneCase({}));
    expect(citations.quotes).toBeGreaterThan(0);
    expect(citations).toEqual({ quotes: citations.quotes, valid: citations.quotes, dangling: 0 });
  });

  it('ends with 1 when fewer leads are right than asked for', async () => {
    expect((await oneCase({})('--min-top1', '100')).code).toBe(0);
    expect((await oneCase({ cause_keywords: ['disk is full'] })('--min-top1', '100')).code).toBe(1);
  });

  it('is not held up by a pattern that others would search with for ever', async () => {
    const evaluate = oneCase({ cause_keywords: ['([a-z ]+)+[0-9]{99}'] });
    expect(await scoreOf(evaluate)).toMatchObject({ lead: 'wrong' });
  });

  it('calls a report right that is INCONCLUSIVE where the logs do not hold the cause, and one that is sure wrong', async () => {
    const unknowable = { cause_keywords: [] };
    const quiet = oneCase(unknowable, { 'cases/signature/client.log': QUIET });
    expect(await scoreOf(quiet)).toMatchObject({ isKnowable: false, isAbstaining: true, lead: 'none' });
    expect(await scoreOf(oneCase(unknowable))).toMatchObject({ isKnowable: false, isAbstaining: false, lead: 'wrong' });
  });

  it('takes the cases that --only names, with * for anything', async () => {
    const cases = ['ivi/a', 'ivi/b', 'tcu/a', 'tcu/a/b'].map((id) => aCase(id));
    const files = Object.fromEntries(cases.map(({ files: [name] }) => [`cases/${name}`, BAD_SIGNATURE]));
    const chosenBy = async (only: string) => {
      const { stdout } = await inFolder(cases, files)('--json', '--only', only);
      return JSON.parse(stdout).cases.map(({ id }: { id: string }) => id);
    };
    expect(await chosenBy('tcu/a')).toEqual(['tcu/a']);
    expect(await chosenBy('*/a,ivi/b')).toEqual(['ivi/a', 'ivi/b', 'tcu/a']);
    expect(await chosenBy('tcu/*b')).toEqual(['tcu/a/b']);
  });

  it.each([
    [['cases', '--simulator'], '--simulator has cases of its own: "cases" is too much.'],
    [['cases', '--write', 'x.md'], '--write is for the cases of --simulator.'],
    [['cases', '--only', 'no*'], '--only: there is no case "no*".'],
    [[], 'Which cases? Give the folder of a cases.json, or --simulator.'],
    [['cases', '--min-top1', '101'], '--min-top1 must be a whole number from 0 to 100, not "101".'],
  ])('%j is wrong usage, in one sentence', async (argv, sentence) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'cases'));
    writeFileSync(join(cwd, 'cases/cases.json'), JSON.stringify([aCase('x')]));
    const { code, stderr } = await runLine(['eval', ...argv], { cwd });
    expect([code, stderr.split('\n')[0]]).toEqual([2, `argus: ${sentence}`]);
  });

  it.each([
    ['a case without files', [{ ...aCase('x'), files: [] }], 'cases.json is wrong at [0].files'],
    ['a case without a kind', [{ ...aCase('x'), kind: undefined }], 'cases.json is wrong at [0].kind'],
    ['two cases of one name', [aCase('x'), aCase('x')], 'cases.json names two cases "x"'],
    [
      'a pattern that is none',
      [aCase('x', { decoys: ['('] })],
      'The case "x" has a pattern that cannot be used, "(": missing closing )',
    ],
    [
      'a pattern that looks ahead',
      [aCase('x', { decoys: ['a(?=b)'] })],
      'The case "x" has a pattern that cannot be used',
    ],
    ['a file that is not there', [aCase('x')], 'The case "x": There is no file or folder'],
    ['something else than a list', {}, 'cases.json is wrong at its top'],
  ])('says in one sentence what is wrong with %s', async (_, cases, sentence) => {
    const { code, stderr } = await inFolder(cases)();
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(`argus: ${sentence}`)]);
  });

  it('says that a folder holds no cases', async () => {
    const { code, stderr } = await runLine(['eval', '.'], { cwd: temporaryFolder() });
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no cases.json in')]);
  });
});
