import type { TextLayout } from '../writers/text-log.ts';

/** A logger of the simulated vehicle and the file that its gateway uploads. */
export type Log =
  | { file: string; writes: 'text'; layout: TextLayout; host: string }
  | { file: string; writes: 'dlt'; ecu: string }
  | { file: string; writes: 'logcat' }
  | { file: string; writes: 'can' };

const ALL = {
  /** The telematics unit, a Linux with systemd. */
  tcu: { file: 'tcu/journal.log', writes: 'text', layout: 'journal', host: 'tcu' },
  dmesg: { file: 'tcu/dmesg.log', writes: 'text', layout: 'kernel', host: 'tcu' },
  console: { file: 'tcu/console.log', writes: 'text', layout: 'console', host: 'tcu' },
  agent: { file: 'tcu/agent.log', writes: 'text', layout: 'own', host: 'tcu' },
  /** The head unit, an Android. */
  ivi: { file: 'ivi/logcat.txt', writes: 'logcat' },
  /** The driver-assistance computer. */
  adas: { file: 'adas/adas.dlt', writes: 'dlt', ecu: 'ADAS' },
  /** The gateway that runs campaigns. */
  gw: { file: 'gateway/gateway.dlt', writes: 'dlt', ecu: 'GW' },
  flash: { file: 'gateway/flash.log', writes: 'text', layout: 'own', host: 'gw' },
  can: { file: 'bus/can0.log', writes: 'can' },
} as const satisfies Record<string, Log>;

export type LogName = keyof typeof ALL;

export const LOGS: Readonly<Record<LogName, Log>> = ALL;
