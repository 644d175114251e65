import { describe, expect, it } from 'vitest';
import { arePrescribed, areRelated, beginsWithAddress, isFunctional } from '#src/evidence/detect/bus/addressing.ts';
import { Endpoint, ProtocolDoubt } from '#src/evidence/detect/bus/endpoint.ts';

/** `7E0`, `18DA10F1` for 29 bits, `6F1/12` with a target address. */
function endpoint(text: string): Endpoint {
  const [id, address] = text.split('/');
  const identity = { source: 0, bus: 'can0', id: Number.parseInt(id, 16), isExtendedId: id.length > 3, isDoip: false };
  const sender = { ...identity, address: address ? Number.parseInt(address, 16) : -1 };
  return new Endpoint(sender, new ProtocolDoubt(), () => expect.unreachable());
}

describe('a request to all ECUs', () => {
  it.each(['7DF', '700', '18DB33F1', '18DBFFF1'])('is known by its id %s', (id) => {
    expect(isFunctional(endpoint(id))).toBe(true);
  });

  it.each(['7E0', '7DE', '701', '18DA10F1', '000007DF', '00000700', '18DC33F1'])('is none with %s', (id) => {
    expect(isFunctional(endpoint(id))).toBe(false);
  });
});

describe('ids that ISO 15765-4 reserves for diagnostics', () => {
  it.each([
    ['7DF', '7E8'],
    ['7DF', '7EF'],
    ['7E0', '7E8'],
    ['7E7', '7EF'],
    ['18DB33F1', '18DAF110'],
    ['18DB33F1', '18DAF1FF'],
  ])('are %s and %s', (request, response) => {
    expect(arePrescribed(endpoint(request), endpoint(response))).toBe(true);
  });

  it.each([
    ['7DF', '7E7', 'what only testers send'],
    ['7DF', '7F0', 'an id behind the last ECU'],
    ['7E0', '7E9', 'another ECU'],
    ['7E8', '7F0', 'what only ECUs send'],
    ['7DE', '7E6', 'ids before the first'],
    ['720', '728', 'a usual distance of other ids'],
    ['18DB33F1', '18DAF210', 'an answer to another tester'],
    ['18DB33F1', '18DBF110', 'another request to all'],
    ['18DA10F1', '18DAF110', 'a question to one ECU'],
    ['7E0/01', '7E8', 'a target address'],
    ['7E0', '7E8/F1', 'an answer with a target address'],
  ])('are not %s and %s: %s', (request, response) => {
    expect(arePrescribed(endpoint(request), endpoint(response))).toBe(false);
  });
});

describe('ids that belong together by themselves', () => {
  it.each([
    ['7E0', '7E8'],
    ['7DF', '7EB'],
    ['640', '648'],
    ['710', '77A'],
    ['680', '690'],
    ['18DA10F1', '18DAF110'],
    ['18DB33F1', '18DAF110'],
    ['17FC0076', '17FE0076'],
    ['6F1/12', '612/F1'],
  ])('are %s and %s', (request, response) => {
    expect(areRelated(endpoint(request), endpoint(response))).toBe(true);
  });

  it.each([
    ['648', '640', 'the answer comes from the higher id'],
    ['640', '649', 'no usual distance'],
    ['00000640', '00000648', '29 bits know no distance'],
    ['640', '00000648', 'one of 11 and one of 29 bits'],
    ['18DA10F1', '18DAF111', 'another ECU'],
    ['18DA10F1', '18DA10F1', 'one and the same'],
    ['18DA1010', '18DA1010', 'one and the same, though it reads the same both ways'],
    ['18DA10F1', '19DAF110', 'another priority'],
    ['17FC0076', '17FE0077', 'another ECU behind the prefix'],
    ['17FC0076', '17FD0076', 'another prefix'],
    ['6F1/12', '613/F1', 'another ECU than was addressed'],
    ['6F1/12', '612/F2', 'another tester than asked'],
    ['6F1/12', '612', 'an answer without a target address'],
    ['640', '648/40', 'a question without a target address'],
  ])('are not %s and %s: %s', (request, response) => {
    expect(areRelated(endpoint(request), endpoint(response))).toBe(false);
  });
});

describe('an address before the PCI byte', () => {
  it.each([
    [0x6f1, 0x12, 0x03, true, 'BMW asks an ECU'],
    [0x612, 0xf1, 0x03, true, 'that answers'],
    [0x612, 0xf1, 0x10, true, 'with a longer message'],
    [0x101, 0xfe, 0x03, true, 'GMLAN asks all nodes'],
    [0x6f1, 0x03, 0x22, false, 'a single frame without an address'],
    [0x6f1, 0x02, 0x10, false, 'a change of session without an address'],
    [0x6f1, 0x10, 0x14, false, 'a first frame without an address'],
    [0x612, 0x03, 0x62, false, 'an answer without an address'],
    [0x7e0, 0x12, 0x03, false, 'other ids'],
  ])('of %i %i %i is seen: %s (%s)', (id, first, second, expected) => {
    expect(beginsWithAddress(id, first, second)).toBe(expected);
  });
});
