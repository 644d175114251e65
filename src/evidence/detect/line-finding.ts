import type { LevelName } from '#src/parsers/record-batch.ts';
import type { FaultEvent, OtaPhase, OutcomeMarker, PhaseEvent } from '../file-evidence.ts';

/** One text record as the detectors see it. `text` is the decoded message without time, level and writer. */
export interface LineView {
  text: string;
  ecu: string;
  app: string;
  context: string;
  level: LevelName;
  timeUs: number | null;
  uptimeUs: number | null;
  /** Name of the log format that decoded the record. */
  format: string;
}

/** A fault as one record tells it: the collector adds when, where and how often. */
export type FaultSeed = Omit<FaultEvent, 'count' | 'firstTimeUs' | 'lastTimeUs' | 'lifecycle' | 'at'>;

/**
 * What one line says. An empty finding is no news but a promise: lines of this shape can carry findings (the value that
 * decides is one that templates mask), so each of them has to be looked at.
 */
export interface LineFinding {
  fault?: FaultSeed;
  phase?: { phase: OtaPhase; state: PhaseEvent['state']; isInferred?: true };
  outcome?: { marker: OutcomeMarker['marker']; value: string | null };
  series?: { name: string; unit: string; value: number };
  /** The ECU starts anew with this line. */
  boot?: true;
}
