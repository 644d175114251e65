import { describe, expect, it } from 'vitest';
import { describeDtc, dtcFromRecord, dtcFromWord, dtcStatusText, isDtcPresent } from '#src/evidence/detect/dtc.ts';

describe('a trouble code', () => {
  it.each([
    [0x0420, 'P0420'],
    [0x3fff, 'P3FFF'],
    [0x4123, 'C0123'],
    [0x9abc, 'B1ABC'],
    [0xc100, 'U0100'],
    [0xffff, 'U3FFF'],
  ])('is written as engineers write it: %i is %s', (word, code) => {
    expect(dtcFromWord(word)).toBe(code);
    expect(dtcFromRecord(word, 0x0a)).toBe(`${code}-0A`);
  });

  it.each([
    ['P0101-11', 'circuit short to ground'],
    ['P0101-12', 'circuit short to battery'],
    ['P0101-13', 'circuit open'],
    ['C0101-16', 'circuit voltage below threshold'],
    ['B0101-17', 'circuit voltage above threshold'],
    ['P0101-41', 'general checksum failure'],
    ['P0101-42', 'general memory failure'],
    ['P0101-44', 'data memory failure'],
    ['P0101-45', 'program memory failure'],
    ['P0101-46', 'calibration memory failure'],
    ['P0101-47', 'watchdog or safety processor failure'],
    ['P0101-49', 'internal electronic failure'],
    ['P0101-4B', 'over temperature'],
    ['P0101-51', 'not programmed'],
    ['P0101-55', 'not configured'],
    ['P0101-96', 'component internal failure'],
  ])('names what is broken by its failure type: %s is "%s"', (code, failureType) => {
    expect(describeDtc(code)).toEqual({ role: 'cause', failureType });
  });

  it.each([
    ['P0420', null, 'it has no failure type'],
    ['P0420-00', null, 'its failure type says nothing'],
    ['P0420-64', null, 'its failure type tells where the fault shows'],
    ['U0101-13', 'circuit open', 'it tells that another ECU is not heard'],
  ])('is a symptom as %s: %s, %s', (code, failureType, _why) => {
    expect(describeDtc(code)).toEqual({ role: 'symptom', failureType });
  });
});

describe('the status of a trouble code', () => {
  it.each([
    [0x01, true, 'testFailed'],
    [0x02, false, 'testFailedThisCycle'],
    [0x04, true, 'pending'],
    [0x08, true, 'confirmed'],
    [0x10, false, 'testNotCompletedSinceClear'],
    [0x20, false, 'testFailedSinceClear'],
    [0x40, false, 'testNotCompletedThisCycle'],
    [0x80, true, 'warningIndicatorRequested'],
    [0x00, false, ''],
    [0x50, false, 'testNotCompletedSinceClear testNotCompletedThisCycle'],
    [0x2f, true, 'testFailed testFailedThisCycle pending confirmed testFailedSinceClear'],
  ])('%i: the fault is there: %s, %s', (status, isPresent, text) => {
    expect(isDtcPresent(status)).toBe(isPresent);
    expect(dtcStatusText(status)).toBe(text);
  });
});
