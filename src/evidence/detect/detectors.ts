import type { LineFinding, LineView } from './line-finding.ts';
import { aktualizr } from './text/aktualizr.ts';
import { boot } from './text/boot.ts';
import { dtcTexts, negativeResponses, sensors } from './text/codes.ts';
import { hawkbit } from './text/hawkbit.ts';
import { kernel } from './text/kernel.ts';
import { mender } from './text/mender.ts';
import { outcomes } from './text/outcomes.ts';
import { rauc } from './text/rauc.ts';
import { RuleIndex } from './text/rule-index.ts';
import { series } from './text/series.ts';
import { services } from './text/services.ts';
import { swupdate, swupdateErrors } from './text/swupdate.ts';
import { updateEngine } from './text/update-engine.ts';
import { updateWords } from './text/update-words.ts';

export { FrameDetectors, type FrameFindings, type PointerAt } from './bus/frame-detectors.ts';
export type { FaultSeed, LineFinding, LineView } from './line-finding.ts';

/** Typed vocabularies first: where two know a line, the more exact one names the fault. */
const lineRules = new RuleIndex([
  updateEngine,
  swupdate,
  rauc,
  mender,
  aktualizr,
  hawkbit,
  kernel,
  services,
  boot,
  negativeResponses,
  dtcTexts,
  sensors,
  swupdateErrors,
  outcomes,
  updateWords,
  series,
]);

/**
 * What one line says of faults, update phases and outcomes. Pure; called for the first record of each new template, then
 * for every record of a template that had findings (an empty finding counts).
 */
export function inspectLine(line: LineView): LineFinding[] {
  return lineRules.inspect(line);
}
