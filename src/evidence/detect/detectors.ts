import { SHIPPED_READER } from '../vocabulary/line-reader.ts';
import type { LineFinding, LineView } from './line-finding.ts';

export { FrameDetectors, type FrameFindings } from './bus/frame-detectors.ts';
export type { LineFinding, LineView } from './line-finding.ts';
export { ServiceWatch } from './services/service-watch.ts';

/** What one line says in the shipped vocabularies. */
export function inspectLine(line: LineView): LineFinding[] {
  return SHIPPED_READER.inspect(line);
}
