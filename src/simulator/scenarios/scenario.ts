import type { Vehicle } from '../vehicle.ts';

/** What really happened, for whoever judges a diagnosis of the session. */
export interface Truth {
  finding: 'fault' | 'no-fault';
  outcome: 'updated' | 'rolled-back' | 'failed' | 'interrupted';
  /** What the vehicle told the server, true or not. */
  claimedOutcome: 'success' | 'failure' | null;
  firmware: { from: string; to: string };
  /** One of these is the cause; empty when nothing failed. */
  causeCodes: string[];
  /** The ECU that failed; null when none did. */
  ecu: string | null;
  /** Parts of the lines that prove it, by file. */
  decisive: { file: string; text: string }[];
}

export interface Scenario {
  summary: string;
  play(vehicle: Vehicle): Truth;
}
