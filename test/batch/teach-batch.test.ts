import { describe, expect, it } from 'vitest';
import { evidenceKey, reportKey } from '#src/batch/keys.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { switchLesson, type Teaching, teachBatch } from '#src/batch/teach-batch.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { EvidenceItem, Hypothesis, Report } from '#src/report/report.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { memoryObjectStore } from '#test/support/memory-object-store.ts';
import { newBatch } from '#test/support/new-batch.ts';

const NOW = 1_800_000_000_000;

/** E1 to E5 are answers of a bus, E6 says what is absent. */
const EVIDENCE: Pick<EvidenceItem, 'id' | 'kind' | 'code' | 'ecu' | 'text' | 'quote'>[] = [1, 2, 3, 4, 5, 6].map(
  (n) => ({
    ...{ id: `E${n}`, kind: 'nrc', code: `NRC ${n}`, ecu: 'IVI', text: `Answer ${n}.` },
    quote:
      n === 6
        ? null
        : {
            ...{ file: 'a.asc', text: 'x', before: [], after: [], verified: true },
            pointer: { file: 0, member: null, sha256: '', offset: n, length: 1, digest: '' },
          },
  }),
);
const LEADING = { status: 'leading', title: 'Worn cable', evidence: ['E6', 'E1', 'E2', 'E3', 'E4'] } as Hypothesis;
const RIVAL = { status: 'rival', title: 'Rust', evidence: ['E5'] } as Hypothesis;

const teaching = (fields: Partial<Teaching> = {}): Teaching => ({
  ...{ resolution: 'confirm', actions: ['Replace it.'], cause: undefined, evidence: [], not: [], platform: undefined },
  ...{ firmware: undefined, by: 'Ada', why: 'Seen in the workshop.', version: 0 },
  ...fields,
});

async function bench({
  hypotheses = [RIVAL, LEADING],
  batch = {} as Parameters<typeof newBatch>[0],
  isRead = true,
} = {}) {
  const [store, table] = [memoryObjectStore(), memoryBatchTable()];
  const { batchId } = newBatch(batch);
  await table.create(newBatch(batch));
  const report = { evidence: EVIDENCE, hypotheses } as unknown as Report;
  if (isRead) await writeJson(store, reportKey(batchId), report);
  const evidence: BatchEvidence = countEvidence([fileEvidence(0)], []);
  await writeJson(store, evidenceKey(batchId), evidence);
  const found = await table.find(batchId);
  if (found === undefined) throw new Error('no batch');
  const ports = { store, lessons: memoryLessonStore(), clock: { nowMs: () => NOW } };
  return {
    batchId,
    ports,
    teach: (fields: Partial<Teaching> = {}) => teachBatch(ports, found, teaching(fields)),
    change: (version: number, isDisabled = true) =>
      switchLesson(ports, batchId, { isDisabled, by: 'Bea', why: null, version }),
  };
}
const codes = (lines: readonly { code: string | null }[]): (string | null)[] => lines.map(({ code }) => code);

describe('an engineer who confirms a report', () => {
  it('teaches its leading cause, by the first three lines of the logs that it rests on', async () => {
    const { batchId, teach } = await bench();
    const lesson = await teach();
    expect(lesson).toMatchObject({
      ...{ batchId, version: 1, isDisabled: false, resolution: 'confirm', cause: 'Worn cable' },
      ...{ actions: ['Replace it.'], harmless: [], platform: 'J7', firmware: '=4.1.0 || =4.2.0' },
      history: [{ version: 1, what: 'taught', by: 'Ada', why: 'Seen in the workshop.', atMs: NOW }],
    });
    expect(codes(lesson.lines)).toEqual(['NRC 1', 'NRC 2', 'NRC 3']);
  });

  it('may name the lines, the cause and what is harmless himself', async () => {
    const { teach } = await bench();
    const lesson = await teach({ evidence: ['E5'], cause: 'x'.repeat(150), not: ['E4'] });
    expect(lesson.cause).toBe('x'.repeat(140));
    expect([codes(lesson.lines), codes(lesson.harmless)]).toEqual([['NRC 5'], ['NRC 4']]);
  });

  it('has to name the cause where none leads, and the lines where it rests on none', async () => {
    const none = await bench({ hypotheses: [RIVAL] });
    await expect(none.teach()).rejects.toThrow('Name the cause.');
    await expect(none.teach({ cause: 'Rust' })).rejects.toThrow('Name the lines that say the cause, such as E3.');
    const absent = await bench({ hypotheses: [{ ...LEADING, evidence: ['E6'] }] });
    await expect(absent.teach()).rejects.toThrow('Name the lines');
  });

  it('has to wait for the report', async () => {
    const { teach } = await bench({ isRead: false });
    await expect(teach()).rejects.toThrow('The batch has no report yet.');
  });
});

describe('an engineer who corrects a report', () => {
  it('has to name the cause: what leads is not it', async () => {
    const { teach } = await bench();
    await expect(teach({ resolution: 'correct' })).rejects.toThrow('Name the cause.');
    expect(await teach({ resolution: 'correct', cause: 'Rust', evidence: ['E5'] })).toMatchObject({ cause: 'Rust' });
  });
});

describe('an engineer who calls it a false alarm', () => {
  const alarm = { resolution: 'false-alarm', cause: 'ignored' } as const;

  it.each<[promise: string, fields: Partial<Teaching>, harmless: string[]]>([
    ['the lines of what leads', {}, ['NRC 1', 'NRC 2', 'NRC 3']],
    ['the lines that are named', { evidence: ['E5'] }, ['NRC 5']],
    ['those that are named as harmless, alone', { not: ['E4'] }, ['NRC 4']],
    ['both, each once', { evidence: ['E5', 'E4'], not: ['E4'] }, ['NRC 5', 'NRC 4']],
  ])('teaches that %s are harmless, and no cause', async (_, fields, harmless) => {
    const lesson = await (await bench()).teach({ ...alarm, ...fields });
    expect(codes(lesson.harmless)).toEqual(harmless);
    expect(lesson).toMatchObject({ cause: null, lines: [] });
  });

  it('has to name lines where nothing leads', async () => {
    const { teach } = await bench({ hypotheses: [] });
    await expect(teach(alarm)).rejects.toThrow('The report has no leading cause: name the harmless lines.');
  });
});

describe('a lesson holds for', () => {
  const scope = async (batch: Parameters<typeof newBatch>[0], fields: Partial<Teaching> = {}) => {
    const { platform, firmware } = await (await bench({ batch })).teach(fields);
    return [platform, firmware];
  };
  const unknown = { platform: null, firmware: null };

  it('what the batch was, exactly', async () => {
    expect(await scope({})).toEqual(['J7', '=4.1.0 || =4.2.0']);
    expect(await scope({ firmware: { from: null, to: '4.2.0' } })).toEqual(['J7', '=4.2.0']);
    expect(await scope({ firmware: { from: '4.2.0', to: '4.2.0' } })).toEqual(['J7', '=4.2.0']);
  });

  it('what the engineer says, or any', async () => {
    expect(await scope({}, { platform: 'K3', firmware: '>=4' })).toEqual(['K3', '>=4']);
    expect(await scope(unknown, { platform: 'any', firmware: 'any' })).toEqual([null, null]);
  });

  it.each<[promise: string, batch: Parameters<typeof newBatch>[0], fields: Partial<Teaching>, name: string]>([
    ['its platform', unknown, { firmware: 'any' }, 'platform'],
    ['its firmware', unknown, { platform: 'any' }, 'firmware'],
    ['one of its versions', { firmware: { from: null, to: null } }, {}, 'firmware'],
    ['a version that can be compared', { firmware: { from: 'not a version!', to: null } }, {}, 'firmware'],
  ])('nothing where nobody knows %s: that has to be said', async (_, batch, fields, name) => {
    const { teach } = await bench({ batch });
    await expect(teach(fields)).rejects.toThrow(
      `The ${name} of this batch is unknown: say for which ${name} it holds, or "any".`,
    );
  });
});

describe('a lesson is changed', () => {
  it('by who saw its last version, and keeps what went before', async () => {
    const { teach } = await bench();
    await teach();
    expect((await teach({ version: 1, by: 'Bea' })).history.map(({ by, version }) => [by, version])).toEqual([
      ['Ada', 1],
      ['Bea', 2],
    ]);
  });

  it.each<[promise: string, taught: number, version: number, sentence: string]>([
    ['who saw none', 1, 0, 'is at version 1 now: read it again, and name that version to change it.'],
    ['who saw an earlier one', 2, 1, 'is at version 2 now'],
    ['who names one where there is none', 0, 3, 'yet: leave the version out.'],
  ])('and not by %s', async (_, taught, version, sentence) => {
    const { teach } = await bench();
    for (let i = 0; i < taught; i++) await teach({ version: i });
    await expect(teach({ version })).rejects.toThrow(sentence);
  });

  it('by one of two at once', async () => {
    const { ports, teach } = await bench();
    const { put } = ports.lessons;
    ports.lessons.put = async (lesson) => (await put(lesson)) && false;
    await expect(teach()).rejects.toMatchObject({
      name: 'LessonChanged',
      message: expect.stringContaining('at version 1'),
    });
  });

  it('by taking it out of use and back, and by that alone', async () => {
    const { change, teach } = await bench();
    const taught = await teach();
    const disabled = await change(1);
    expect(disabled).toEqual({
      ...taught,
      version: 2,
      isDisabled: true,
      history: [...taught.history, { version: 2, what: 'disabled', by: 'Bea', why: null, atMs: NOW }],
    });
    expect(await change(2, false)).toMatchObject({ isDisabled: false, version: 3 });
    expect((await change(3))?.history.map(({ what }) => what)).toEqual(['taught', 'disabled', 'enabled', 'disabled']);
  });

  it('by nobody where there is none', async () => {
    expect(await (await bench()).change(0)).toBeUndefined();
  });

  it('with its last fifty changes kept', async () => {
    const { change, teach } = await bench();
    await teach();
    for (let version = 1; version < 51; version++) await change(version, version % 2 === 1);
    const { history = [] } = (await change(51)) ?? {};
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, i) => i + 3));
  });
});
