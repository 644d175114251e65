import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { SourceTable } from '#src/parsers/source-table.ts';
import type { EvidencePointer, FaultEvent, OutcomeMarker, PhaseEvent } from '../file-evidence.ts';
import type { LineFinding, LineView } from './line-finding.ts';

export type { FaultSeed, LineFinding, LineView } from './line-finding.ts';

export type PointerAt = (batch: RecordBatch, i: number) => EvidencePointer;

/**
 * What one line says of faults, update phases and outcomes. Pure; called for the first record of each new template, then
 * for every record of a template that had findings (an empty finding counts).
 */
export function inspectLine(_line: LineView): LineFinding[] {
  return [];
}

export interface FrameFindings {
  faults: FaultEvent[];
  phases: PhaseEvent[];
  outcomes: OutcomeMarker[];
}

/** Follows the diagnostic traffic of one stream of bus frames. */
export class FrameDetectors {
  constructor(_sources: SourceTable, _pointerAt: PointerAt) {}

  add(_batch: RecordBatch, _i: number): void {}

  finish(): FrameFindings {
    return { faults: [], phases: [], outcomes: [] };
  }
}
