import type { FaultRole } from '../file-evidence.ts';
import type { FaultKind } from '../kinds/fault-kinds.ts';

/** A fault in Argus' words. `title` holds no raw log text; what came from the log stands in `facts` or `code`. */
export interface FaultText {
  kind: FaultKind;
  role: FaultRole;
  title: string;
  code?: string | null;
  facts?: Record<string, string | number>;
}
