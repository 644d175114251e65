import { LineDecoder } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { LogFormat } from '../log-format.ts';
import { Level } from '../record-batch.ts';
import { SourceTable } from '../source-table.ts';
import { ShapedReader } from '../text/shaped-reader.ts';
import { levelOfLine, RecoveryLine } from './recovery-line.ts';

const latin1 = new TextDecoder('latin1');
const HEAD_BYTES = 64;

/** What every recovery says in the same words, whoever made it. */
const KNOWN_LINE =
  /^(Starting (TWRP|OrangeFox|recovery|PBRP|SHRP)\b|Supported API: \d|Finding update package|Opening update package|Verifying update package|Update package verification took|Installing update|Installing zip file|Updating partition details|Install from (ADB|SD card)|Installation aborted|Patching (system|vendor|product)\b|script (aborted|succeeded)|Updater process ended|Now send the package|to the (supported )?device with "adb sideload|ro\.[\w.]+=|-- (Install|Wiping|Formatting|Couldn't)|Formatting \/|Wiping )/;

/** One line in five is known by its letter or its words. */
const ENOUGH = 0.2;

function sniff(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const line = new RecoveryLine(new TimeReader(0));
  let lettered = 0;
  let known = 0;
  const rate = rateLines(head, (bytes, start, end) => {
    fields.clear(start, end);
    line.read(bytes, fields);
    const from = fields.level === Level.none ? fields.bodyStart : fields.bodyStart - 2;
    const hasLetter = levelOfLine(bytes, Math.max(from, start), end) !== Level.none;
    const isKnown = KNOWN_LINE.test(
      latin1.decode(bytes.subarray(fields.bodyStart, Math.min(end, fields.bodyStart + HEAD_BYTES))),
    );
    if (hasLetter) lettered++;
    if (isKnown) known++;
    return hasLetter || isKnown ? 1 : 0;
  });
  const isRecovery = (lettered > 0 && known > 0) || lettered > 3;
  return isRecovery && rate >= ENOUGH ? 0.5 + rate * 0.4 : 0;
}

/** The log of an Android recovery: AOSP, TWRP, OrangeFox. */
export const recoveryFormat: LogFormat = {
  name: 'recovery',
  version: 1,
  sniff,
  createDecoder: (context) => new LineDecoder(new ShapedReader(context, (time) => new RecoveryLine(time))),
};
