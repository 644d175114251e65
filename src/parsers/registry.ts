import { candumpFormat } from './candump/candump-format.ts';
import { dltFormat } from './dlt/dlt-format.ts';
import type { LogFormat } from './log-format.ts';

/** Every log format Argus reads; on equal scores the earlier one wins. A new format is one import and one line here. */
export const LOG_FORMATS: readonly LogFormat[] = [dltFormat, candumpFormat];
