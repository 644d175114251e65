import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { doip, ethernet, ipv4, NOON_US, pcap, someIp, u16, u32, udp } from '#test/support/captures.ts';
import { chunksOf } from '#test/support/read-log.ts';

const SERVER = 'server';
const CLIENT = 'client';
const ALL = 'all';
const ADDRESSES: Record<string, number[]> = {
  [SERVER]: [10, 0, 0, 5],
  [CLIENT]: [10, 0, 0, 9],
  [ALL]: [224, 224, 224, 245],
};
const OFFER = 1;
const FIND = 0;
const SUBSCRIBE = 6;
const ACKNOWLEDGE = 7;
const DEFAULT_SERVICE = 0x1234;

interface Entry {
  type: number;
  ttl?: number;
  service?: number;
  eventgroup?: number;
}

interface Sent {
  atS: number;
  from?: string;
  to?: string;
  session?: number;
  /** Set from a restart until the session counter wraps. */
  isAfterReboot?: boolean;
  entries: Entry[];
}

function entryBytes({ type, ttl = 3, service = DEFAULT_SERVICE, eventgroup = 0 }: Entry): number[] {
  return [...[type, 0, 0, 0], ...u16(service), ...u16(1), ...u32(0x01000000 | ttl), ...u32(eventgroup)];
}

function packet({ atS, from = SERVER, to = ALL, session = 1, isAfterReboot = true, entries }: Sent) {
  const list = entries.flatMap(entryBytes);
  const payload = [isAfterReboot ? 0xc0 : 0x40, 0, 0, 0, ...u32(list.length), ...list, ...u32(0)];
  const message = someIp({ service: 0xffff, method: 0x8100, type: 2, session, payload });
  const addresses = { protocol: 17, from: ADDRESSES[from], to: ADDRESSES[to] };
  return { data: ethernet(ipv4(udp(message), addresses)), timeUs: NOON_US + atS * 1e6 };
}

/** Somebody else speaks: the capture goes on. */
const other = (atS: number) => ({
  data: ethernet(ipv4(udp(doip(7, [])), { protocol: 17, from: ADDRESSES[CLIENT], to: ADDRESSES[SERVER] })),
  timeUs: NOON_US + atS * 1e6,
});
const others = (fromS: number, toS: number) => Array.from({ length: toS - fromS + 1 }, (_, n) => other(fromS + n));
const offersEachSecond = (fromS: number, toS: number, more: Partial<Sent> = {}) =>
  Array.from({ length: toS - fromS + 1 }, (_, n) =>
    packet({ atS: fromS + n, session: n + 1, entries: [{ type: OFFER }], ...more }),
  );

async function evidenceOf(...packets: { data: Uint8Array; timeUs: number }[]) {
  const inOrder = packets.sort((a, b) => a.timeUs - b.timeUs);
  const { evidence } = await collectFile({
    stream: chunksOf(pcap(inOrder), () => 1 << 16),
    codecs: nodeCodecs,
    file: { index: 0, name: 'drive.pcap', sizeBytes: 0 },
    sha256: () => '',
    referenceTimeUs: NOON_US,
  });
  return evidence[0];
}

const lossesOf = async (...packets: { data: Uint8Array; timeUs: number }[]) =>
  (await evidenceOf(...packets)).faults.map(({ role, code, ecu, count }) => `${role} ${code} of ${ecu} x${count}`);

describe('the offer of a SOME/IP service', () => {
  it('that is renewed in time is no fault, whatever comes after the log', async () => {
    expect(await lossesOf(...offersEachSecond(0, 20), ...others(0, 22))).toEqual([]);
  });

  it('that nobody renews is lost when its time to live is over', async () => {
    const { faults } = await evidenceOf(...offersEachSecond(0, 4), ...others(0, 9));
    expect(faults).toMatchObject([
      {
        kind: 'someip-service-lost',
        role: 'symptom',
        code: 'SOME/IP-SD offer expired',
        ecu: '10.0.0.5',
        firstTimeUs: NOON_US + 7e6,
        facts: { service: '0x1234', instance: 1, ttlS: 3 },
      },
    ]);
  });

  it('that comes back too late was lost meanwhile, and the fault says for how long', async () => {
    const { faults } = await evidenceOf(
      ...offersEachSecond(0, 1),
      ...others(0, 12),
      packet({ atS: 11, session: 3, entries: [{ type: OFFER }] }),
    );
    expect(faults.map(({ facts }) => facts)).toMatchObject([{ offeredAgainAfterMs: 10_000 }]);
  });

  it('is not missed where the capture itself was interrupted', async () => {
    const later = offersEachSecond(600, 603).map((_, n) =>
      packet({ atS: 600 + n, session: 100 + n, entries: [{ type: OFFER, ttl: 6 }] }),
    );
    const before = offersEachSecond(0, 3, { entries: [{ type: OFFER, ttl: 6 }] });
    expect(await lossesOf(...before, ...later)).toEqual([]);
  });

  it('without an end holds until the sender restarts', async () => {
    const forever = packet({ atS: 0, entries: [{ type: OFFER, ttl: 0xffffff }] });
    expect(await lossesOf(forever, ...others(0, 60))).toEqual([]);
  });

  it('that was seen once only is not expected again', async () => {
    expect(await lossesOf(...offersEachSecond(0, 0), ...others(0, 20))).toEqual([]);
  });

  it('that is withdrawn is a consequence, and does not run out besides', async () => {
    const withdrawn = packet({ atS: 5, session: 6, entries: [{ type: OFFER, ttl: 0 }] });
    expect(await lossesOf(...offersEachSecond(0, 4), withdrawn, ...others(0, 20))).toEqual([
      'consequence SOME/IP-SD stop offer of 10.0.0.5 x1',
    ]);
  });

  it('of forty services that go at once is one loss that names the first of them', async () => {
    const entries = Array.from({ length: 40 }, (_, n) => ({ type: OFFER, service: 0x1000 + n }));
    const { faults } = await evidenceOf(...offersEachSecond(0, 2, { entries }), ...others(0, 9));
    expect(faults).toMatchObject([{ count: 1, facts: { service: '0x1000', services: 40 } }]);
  });
});

describe('a node', () => {
  it('has restarted when its session counter begins again', async () => {
    const before = offersEachSecond(0, 9);
    const after = offersEachSecond(10, 14);
    const { faults } = await evidenceOf(...before, ...after, ...others(0, 30).slice(0, 15));
    expect(faults.map(({ code }) => code)).toEqual(['SOME/IP-SD reboot']);
  });

  it('has restarted when its reboot flag is set again', async () => {
    const before = offersEachSecond(0, 3, { isAfterReboot: false });
    expect(await lossesOf(...before, packet({ atS: 4, session: 9, entries: [{ type: OFFER }] }))).toEqual([
      'symptom SOME/IP-SD reboot of 10.0.0.5 x1',
    ]);
  });

  it('that restarts after twenty messages boots anew', async () => {
    const { lifecycles } = await evidenceOf(...offersEachSecond(0, 29), ...offersEachSecond(30, 60));
    const boots = lifecycles.filter(({ ecu }) => ecu === '10.0.0.5');
    expect(boots.map(({ records }) => records)).toEqual([30, 31]);
  });

  it('has not restarted because it counts apart for each receiver, or packets come twice or swapped', async () => {
    const toAll = offersEachSecond(0, 9).map(({ data }, n) => ({ data, timeUs: NOON_US + n * 1e6 }));
    const toClient = [3, 4].map((atS) =>
      packet({ atS: atS + 0.5, to: CLIENT, session: atS - 2, entries: [{ type: OFFER }] }),
    );
    const swapped = [toAll[0], toAll[1], toAll[3], toAll[2], ...toAll.slice(4), toAll[9]].map(({ data }, n) => ({
      data,
      timeUs: NOON_US + n * 1e6,
    }));
    expect(await lossesOf(...swapped, ...toClient)).toEqual([]);
  });
});

describe('a subscription', () => {
  const ask = (atS: number) =>
    packet({ atS, from: CLIENT, to: SERVER, session: atS + 1, entries: [{ type: SUBSCRIBE, eventgroup: 7 }] });
  const reply = (atS: number, ttl: number) =>
    packet({ atS, to: CLIENT, session: atS + 1, entries: [{ type: ACKNOWLEDGE, ttl, eventgroup: 7 }] });

  it('that is refused names service, event group and client', async () => {
    const { faults } = await evidenceOf(ask(0), reply(0.1, 0), ask(1), reply(1.1, 0));
    expect(faults).toMatchObject([
      {
        code: 'SOME/IP-SD subscribe refused',
        ecu: '10.0.0.5',
        count: 2,
        facts: { service: '0x1234', eventgroup: 7, client: '10.0.0.9' },
      },
    ]);
  });

  it('that is acknowledged is no fault', async () => {
    expect(await lossesOf(ask(0), ask(1), ask(2), reply(3, 3))).toEqual([]);
  });

  it('that is repeated and never answered is one, where answers of that server can be seen', async () => {
    const asked = [0, 1, 2, 3].map(ask);
    expect(await lossesOf(...asked)).toEqual([]);
    const heard = packet({ atS: 0.5, to: CLIENT, entries: [{ type: OFFER, ttl: 0xffffff }] });
    expect(await lossesOf(...asked, heard)).toEqual(['symptom SOME/IP-SD subscribe unanswered of 10.0.0.5 x1']);
  });
});

describe('a service that a client seeks', () => {
  const seek = (atS: number) =>
    packet({ atS, from: CLIENT, session: atS + 1, entries: [{ type: FIND, service: 0x4711 }] });

  it('and nobody offers is missed', async () => {
    expect(await lossesOf(seek(0), seek(1), seek(2), ...offersEachSecond(0, 3))).toEqual([
      'symptom SOME/IP-SD not offered of 10.0.0.9 x1',
    ]);
  });

  it('is not missed once it is offered', async () => {
    const offered = packet({ atS: 3, entries: [{ type: OFFER, service: 0x4711 }] });
    expect(await lossesOf(seek(0), seek(1), seek(2), offered)).toEqual([]);
  });
});
