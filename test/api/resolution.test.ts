import { describe, expect, it } from 'vitest';
import { evidenceKey, reportKey } from '#src/batch/keys.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';
import type { Report } from '#src/report/report.ts';
import { type ApiUnderTest, apiUnderTest, createRequest } from '#test/support/api.ts';
import { readSession } from '#test/support/taught-session.ts';

const REFERENCE_US = Date.UTC(2026, 5, 1) * 1_000;
const CAUSE = 'The coolant valve is stuck';
const CHATTER = 'error: cannot reach the weather service';

/** A try that fails: the valve says why, in words that no rule knows, beside an error that means nothing. */
const linesOf = ({ ecu = 'gwc', slot = 'B', noise = CHATTER } = {}): string[] =>
  [
    `${ecu} otad[1]: update 4.2.0 started, writing to side ${slot}`,
    `${ecu} otad[1]: ${noise}`,
    `${ecu} otad[1]: precondition of side ${slot} refused by coolant valve: error 17`,
    `${ecu} otad[1]: update failed`,
  ].map((text, i) => `2026-03-01T06:00:0${i}Z ${text}`);

const sessionOf = (options?: Parameters<typeof linesOf>[0]) => {
  const bytes = new TextEncoder().encode(`${linesOf(options).join('\n')}\n`);
  return readSession([{ name: 'gwc.log', bytes }], REFERENCE_US);
};

async function diagnosed(more: object = {}): Promise<World> {
  const api = apiUnderTest();
  const about = { platform: 'J7', firmware: { from: '4.1.0', to: '4.2.0' }, ...more };
  const { batchId } = (await api.call(createRequest([{ name: 'gwc.log', sizeBytes: 1 }], about))).body;
  const session = await sessionOf();
  const report = await session.diagnose([]);
  await writeJson(api.store, reportKey(batchId), report);
  await writeJson(api.store, evidenceKey(batchId), session.evidence);
  const path = `/batches/${batchId}/resolution`;
  const post = (json: object, at = '') => api.call({ method: 'POST', path: path + at, json: { by: 'Ada', ...json } });
  return { api, batchId, report, path, post, lineOf: (text) => idOf(report, text) };
}

interface World {
  api: ApiUnderTest;
  batchId: string;
  report: Report;
  path: string;
  post(json: object, at?: string): ReturnType<ApiUnderTest['call']>;
  lineOf(text: string): string;
}

function idOf({ evidence }: Report, text: string): string {
  const item = evidence.find(({ quote }) => quote?.text.includes(text));
  if (item === undefined) throw new Error(`no evidence says ${text}`);
  return item.id;
}

const leading = ({ hypotheses }: Report) => hypotheses.find(({ status }) => status === 'leading');
const correct = ({ lineOf }: World, more: object = {}) => ({
  resolution: 'correct',
  cause: CAUSE,
  evidence: [lineOf('coolant valve')],
  ...more,
});

describe('POST /batches/{batchId}/resolution', () => {
  it('keeps who taught what, when and why, and gives it back', async () => {
    const world = await diagnosed();
    const { body, status } = await world.post(correct(world, { why: 'Measured it', actions: ['Replace the valve.'] }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      version: 1,
      cause: CAUSE,
      platform: 'J7',
      firmware: '=4.1.0 || =4.2.0',
      isDisabled: false,
    });
    expect(body.history).toMatchObject([{ version: 1, what: 'taught', by: 'Ada', why: 'Measured it' }]);
    expect((await world.api.call({ path: world.path })).body).toEqual(body);
    expect((await world.api.call({ path: '/resolutions' })).body).toEqual({ lessons: [body] });
  });

  it('names the cause in the next batch with that line, of another slot and level, and not on another ECU', async () => {
    const world = await diagnosed();
    const lesson: Lesson = (await world.post(correct(world))).body;
    const next = await sessionOf({ slot: 'A' });
    expect(leading(await next.diagnose([]))?.title).not.toBe(CAUSE);
    const report = await next.diagnose([lesson]);
    expect(leading(report)).toMatchObject({ title: CAUSE, causeCode: 'taught-the-coolant-valve-is-stuck' });
    expect(report.provenance.knowledgeSnapshot).not.toBe((await next.diagnose([])).provenance.knowledgeSnapshot);
    const titles = (await (await sessionOf({ ecu: 'adas' })).diagnose([lesson])).hypotheses.map(({ title }) => title);
    expect(titles).not.toContain(CAUSE);
    for (const unknown of [{ platform: null }, { firmware: null }]) {
      expect(leading(await next.diagnose([lesson], unknown))?.title).not.toBe(CAUSE);
    }
  });

  it('may be CONFIRMED then, by the usual rules: two sources that agree, and no rival', async () => {
    const logs = ['gwc', 'vcu'].map((ecu) => ({
      name: `${ecu}.log`,
      bytes: new TextEncoder().encode(`${linesOf({ ecu, noise: 'all is well' }).join('\n')}\n`),
    }));
    const session = await readSession(logs, REFERENCE_US);
    const before = await session.diagnose([]);
    const line = idOf(before, 'coolant valve');
    const world = await diagnosed();
    await writeJson(world.api.store, reportKey(world.batchId), before);
    await writeJson(world.api.store, evidenceKey(world.batchId), session.evidence);
    const other = before.evidence.find(
      ({ ecu, id, quote }) => id !== line && ecu === 'vcu' && quote?.text.includes('coolant'),
    );
    const evidence = [line, other?.id ?? '1:'.concat(String(logs[1].bytes.indexOf(10) * 2 + 2))];
    const { body } = await world.post({ resolution: 'correct', cause: CAUSE, evidence });
    const report = await session.diagnose([body]);
    expect([before.verdict, report.verdict, leading(report)?.title]).toEqual([
      expect.not.stringMatching('CONFIRMED'),
      'CONFIRMED',
      CAUSE,
    ]);
  });

  it('never lets a line lead again that was found harmless', async () => {
    const world = await diagnosed();
    const valve = world.lineOf('coolant valve');
    const { body } = await world.post({ resolution: 'false-alarm', evidence: [valve] });
    const report = await (await sessionOf({ slot: 'A' })).diagnose([body]);
    const quotes = leading(report)?.evidence.map((id) => report.evidence.find((item) => item.id === id)?.quote?.text);
    expect(quotes?.[0] ?? '').not.toContain('coolant valve');
    expect(body).toMatchObject({ cause: null, lines: [], harmless: [{ ecu: 'gwc' }] });
  });

  it('takes the leading cause and its lines where it is confirmed', async () => {
    const world = await diagnosed();
    const { body } = await world.post({ resolution: 'confirm' });
    expect(body.cause).toBe(leading(world.report)?.title);
    expect(body.lines.length).toBeGreaterThan(0);
  });

  it('is taken back and into use again, each time by who saw the last version', async () => {
    const world = await diagnosed();
    await world.post(correct(world));
    const disabled = await world.post({ version: 1, why: 'It was the other valve' }, '/disable');
    expect(disabled.body).toMatchObject({ version: 2, isDisabled: true });
    const next = await sessionOf();
    expect(leading(await next.diagnose([disabled.body]))?.title).not.toBe(CAUSE);
    expect(await world.post({ version: 1 }, '/enable')).toMatchObject({
      status: 409,
      body: { type: '/problems/lesson-changed' },
    });
    const enabled = await world.post({ version: 2 }, '/enable');
    expect(leading(await next.diagnose([enabled.body]))?.title).toBe(CAUSE);
    expect(enabled.body.history.map(({ what }: { what: string }) => what)).toEqual(['taught', 'disabled', 'enabled']);
  });

  it('is replaced only by who names its version', async () => {
    const world = await diagnosed();
    await world.post(correct(world));
    expect((await world.post(correct(world))).status).toBe(409);
    const second = await world.post(correct(world, { cause: 'The valve’s plug is loose', version: 1 }));
    expect([second.status, second.body.version]).toEqual([200, 2]);
    const both = await Promise.all(
      [0, 1].map((n) => world.post(correct(world, { cause: `Some other cause ${n}`, version: 2 }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('asks for the platform and firmware that nobody knows', async () => {
    const world = await diagnosed({ platform: null, firmware: null });
    const { body } = await world.post(correct(world));
    expect(body).toMatchObject({
      type: '/problems/not-teachable',
      detail: 'The platform of this batch is unknown: say for which platform it holds, or "any".',
    });
    const any = await world.post(correct(world, { platform: 'any', firmware: '>=4.0 <5.0' }));
    expect(any.body).toMatchObject({ platform: null, firmware: '>=4.0 <5.0' });
  });

  it.each([
    ['an unknown line', { evidence: ['E99'] }, 409, 'The report has no evidence E99.'],
    ['a place without a line', { evidence: ['0:3'] }, 409, 'At 0:3 stands no line'],
    ['no cause', { cause: undefined }, 409, 'Name the cause.'],
    ['a control character', { cause: 'stuck \u0007 valve' }, 400, 'control characters'],
    ['no range', { firmware: 'newer' }, 400, 'firmware'],
    ['another field', { verdict: 'CONFIRMED' }, 400, 'verdict'],
  ])('refuses %s with a sentence', async (_, more, status, detail) => {
    const world = await diagnosed();
    const answer = await world.post(correct(world, more));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(detail);
  });

  it('says that nothing was taught, or that there is no report', async () => {
    const world = await diagnosed();
    expect((await world.api.call({ path: world.path })).body.type).toBe('/problems/not-taught');
    expect((await world.post({ version: 1 }, '/disable')).body.type).toBe('/problems/not-taught');
    const { batchId } = (await world.api.call(createRequest([{ name: 'x', sizeBytes: 2 }]))).body;
    const path = `/batches/${batchId}/resolution`;
    const answer = await world.api.call({ method: 'POST', path, json: { by: 'Ada', resolution: 'confirm' } });
    expect(answer.body.detail).toBe('The batch has no report yet.');
  });
});
