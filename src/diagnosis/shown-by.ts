import { plainText } from '#src/report/plain-text.ts';
import type { BatchContext } from '#src/report/report.ts';
import type { Ground } from './gate.ts';
import { isHarmless } from './row-signs.ts';
import type { Sign } from './sign.ts';
import { isVersion } from './update-history.ts';

/** What a sign shows by itself, whatever else is in the logs. */
export function shownBy(sign: Sign | undefined, { firmware }: BatchContext): ReturnType<Ground['shows']> {
  if (sign === undefined) return undefined;
  if (firmware?.to && isVersion(sign, plainText(firmware.to, 64))) return 'target-in-use';
  return sign.category === 'fault' && sign.role === 'cause' && !isHarmless(sign) ? 'cause' : undefined;
}
