import { describe, expect, it } from 'vitest';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import type { Claim } from '#src/report/report.ts';
import { accessTo, answering, REFUSED, scriptedModel, THROTTLED } from '#test/support/scripted-model.ts';
import {
  type Consultation,
  claimEvents,
  claimedSuccess,
  consult,
  GOOD_CLAIM,
  modelClaims,
  OTHER_CLAIM,
  OTHER_TEXT,
  rulesOnly,
} from './consultation.ts';

describe('a language model that fails', () => {
  const standsAlone = async ({ report }: Consultation, note: string) => {
    const rules = await rulesOnly();
    expect(report).toEqual({ ...rules, model: expect.anything(), provenance: expect.anything() });
    expect(report.model?.status).toBe('unavailable');
    expect(report.model?.note).toContain(note);
    expect(report.model?.note).toContain("This report is the rules' alone.");
  };

  it('by silence is asked once more, then the rules’ report stands', async () => {
    const told = await consult([{ hangs: true }]);
    await standsAlone(told, 'silent for too long');
    expect(told.model.requests).toHaveLength(2);
    expect(told.model.requests.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('by throttling is asked once more and may then answer', async () => {
    const { report, events } = await consult([{ fails: THROTTLED }, answering(GOOD_CLAIM)]);
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1 });
    expect(claimEvents(events).at(-1)?.data).toMatchObject({ attempt: 2 });
    expect(events.some(({ type }) => type === 'reset')).toBe(false);
  });

  it('for good is not asked again', async () => {
    const told = await consult([{ fails: REFUSED }]);
    await standsAlone(told, 'AccessDeniedException');
    expect(told.model.requests).toHaveLength(1);
  });

  it('half-way starts again under a new attempt, and viewers drop what they were told', async () => {
    const { pieces = [] } = answering(GOOD_CLAIM, '');
    const { report, events } = await consult([
      { pieces: pieces.slice(0, -1), fails: THROTTLED },
      answering(OTHER_CLAIM),
    ]);
    expect(modelClaims(report).map(({ text }) => text)).toEqual([OTHER_TEXT]);
    const types = events.map(({ type }) => type);
    const after = events.slice(types.indexOf('reset') + 1);
    const shown = claimEvents(after).map(({ data }) => (data as { claim: Claim }).claim);
    expect(shown).toEqual(
      report.hypotheses
        .flatMap(({ claims }) => claims)
        .toSorted((a, b) => Number(a.source === 'model') - Number(b.source === 'model')),
    );
  });

  it('half-way twice leaves the rules’ claims only, told again', async () => {
    const broken = { pieces: (answering(GOOD_CLAIM, '').pieces ?? []).slice(0, -1), fails: THROTTLED };
    const told = await consult([broken]);
    await standsAlone(told, 'ThrottlingException');
    const last = told.events.findLastIndex(({ type }) => type === 'reset');
    const shown = claimEvents(told.events.slice(last)).map(({ data }) => (data as { claim: Claim }).claim);
    expect(shown).toEqual((await rulesOnly()).hypotheses.flatMap(({ claims }) => claims));
  });

  it('by an answer without end is cut off and kept to its bounds', async () => {
    for (const forever of ['x', 'x\n', '\n\n', `${JSON.stringify(GOOD_CLAIM)}\n`, '{"a":', '\n']) {
      const { report, model } = await consult([{ forever }], { limits: { totalMs: 60_000 } });
      expect(report.model).toMatchObject({ status: 'answered', priceUsd: null });
      expect(report.model?.note).toContain('too long');
      expect(model.requests[0].signal.aborted).toBe(true);
    }
  });

  it('by never coming to an end is given up in time', async () => {
    const told = await consult([{ pieces: [{ text: '{' }], hangs: true }], { limits: { totalMs: 60 } });
    await standsAlone(told, 'did not come to an end');
  });

  it('by sending nothing over and over is given up in time', async () => {
    await standsAlone(await consult([{ forever: '' }], { limits: { totalMs: 60 } }), 'did not come to an end');
  });

  it('by an error that is none of the model’s still leaves the rules’ report', async () => {
    await standsAlone(await consult([{ fails: new TypeError('x') }]), 'TypeError');
  });

  it('does not hide that a viewer could not be told', async () => {
    const model = accessTo(scriptedModel([answering(GOOD_CLAIM)]));
    const emit = (event: DiagnosisEvent) => {
      if (event.type === 'claim' && event.data.attempt) throw new RangeError('the table is away');
    };
    await expect(diagnose({ ...claimedSuccess(), model, emit })).rejects.toThrow(RangeError);
  });
});
