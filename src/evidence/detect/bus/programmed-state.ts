import type { FaultText } from '../fault-text.ts';
import { hexByte } from '../negative-response.ts';
import { type MessageHead, Sid } from './uds.ts';

/** What an ECU answers to ReportProgrammedState (GMW3110) when its software is not whole; 0 says that it is. */
const STATES: Readonly<Record<number, string>> = {
  1: 'no operational software and no calibration data',
  2: 'calibration data is missing',
  3: 'only default calibration data',
  80: 'general memory fault',
  81: 'RAM memory fault',
  82: 'NVRAM memory fault',
  83: 'boot memory failure',
  84: 'flash memory failure',
  85: 'EEPROM memory failure',
};

export function findMissingSoftware({ bytes, length }: MessageHead): FaultText | undefined {
  if (bytes[0] !== Sid.programmedState + 0x40 || length !== 2) return undefined;
  const state = STATES[bytes[1]];
  if (state === undefined) return undefined;
  const code = `programmed state ${hexByte(bytes[1])}`;
  return { kind: 'uds-not-programmed', code, role: 'cause', title: `The ECU reports ${state}`, facts: { state } };
}
