import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '#src/evidence/kinds/fault-kinds.ts';
import { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { ownVocabularyText } from '#test/support/own-vocabulary.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const LOG = [
  '2026-05-13T10:00:00Z gw acme: download of ota package started',
  '2026-05-13T10:00:09Z gw acme: unlock of brake refused, reason 7',
].join('\n');

function folderWith(vocabulary: string): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'words'));
  writeFileSync(join(cwd, 'words', 'acme.json'), vocabulary);
  writeFileSync(join(cwd, 'gw.log'), LOG);
  return cwd;
}

describe('argus vocabulary', () => {
  it('says that a file is good, and how much of it there is', async () => {
    const { code, stdout } = await runLine(['vocabulary', 'check', 'words/acme.json'], {
      cwd: folderWith(ownVocabularyText()),
    });
    expect([code, stdout]).toEqual([0, 'words/acme.json: the vocabulary "acme-updater" is good: 1 row, 3 examples.\n']);
  });

  it('says in one sentence what is wrong, and ends with 1', async () => {
    const cwd = folderWith(ownVocabularyText({}, { phase: 'flash failed' }));
    const { code, stdout, stderr } = await runLine(['vocabulary', 'check', 'words/acme.json'], { cwd });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^argus: words\/acme\.json: row "lock-refused": phase: there is no phase "flash": use .+\.\n$/,
    );
  });

  it('says which file is not there', async () => {
    const { code, stderr } = await runLine(['vocabulary', 'check', 'no.json'], { cwd: temporaryFolder() });
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be read (ENOENT): name a folder or file that is there.');
  });

  it('lists every kind with its meaning', async () => {
    const { stdout } = await runLine(['vocabulary', 'kinds']);
    for (const [kind, { means }] of Object.entries(FAULT_KINDS)) {
      expect(stdout).toMatch(new RegExp(`^${kind} +${means}$`, 'm'));
    }
  });

  it.each([
    [['vocabulary'], 'What is to be done'],
    [['vocabulary', 'chekc'], 'Did you mean "check"?'],
    [['vocabulary', 'check'], 'Which file is to be checked?'],
  ])('takes %j for wrong usage', async (argv, sentence) => {
    const { code, stderr } = await runLine(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe('argus diagnose --vocabulary', () => {
  it('knows the words of the folder', async () => {
    const cwd = folderWith(ownVocabularyText());
    const diagnose = async (...more: string[]) => {
      const { code, stdout, stderr } = await runLine(['diagnose', 'gw.log', '--json', ...more], { cwd });
      expect([code, stderr]).toEqual([0, '']);
      return Report.parse(JSON.parse(stdout));
    };
    const [without, own] = [await diagnose(), await diagnose('--vocabulary', 'words')];
    expect(JSON.stringify(without.evidence)).not.toContain('LOCK 7');
    expect(own.evidence).toContainEqual(expect.objectContaining({ code: 'LOCK 7', facts: { part: 'brake' } }));
    expect(own.provenance.evidenceVersion).not.toBe(without.provenance.evidenceVersion);
  });

  it('refuses a folder without vocabularies, and one with a wrong one, before it reads a log', async () => {
    const cwd = folderWith('{}');
    mkdirSync(join(cwd, 'empty'));
    const said = async (folder: string) =>
      (await runLine(['diagnose', 'gw.log', '--vocabulary', folder], { cwd })).stderr;
    expect(await said('empty')).toMatch(/holds no vocabulary: put files there that end in \.json\.\n$/);
    expect(await said('words')).toBe('argus: acme.json: name: is missing: give it a string.\n');
  });
});
