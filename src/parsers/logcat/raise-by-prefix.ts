import type { LineFields } from '../lines/line-fields.ts';
import type { MessagePrefix } from '../lines/message-prefix.ts';

/** update_engine logs errors as info on older releases: the level claimed is the more severe of the two. */
export function raiseByPrefix(bytes: Uint8Array, fields: LineFields, prefix: MessagePrefix): void {
  if (!prefix.read(bytes, fields.bodyStart, fields.bodyEnd)) return;
  fields.raiseLevel(prefix.level);
  if (Number.isNaN(fields.timeUs) && Number.isNaN(fields.uptimeUs)) {
    fields.setTime(prefix.timeUs, prefix.isTimeInferred);
  }
}
