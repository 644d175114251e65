import { ascFormat } from './asc/asc-format.ts';
import { blfFormat } from './blf/blf-format.ts';
import { bugreportFormat } from './bugreport/bugreport-format.ts';
import { busmasterFormat } from './busmaster/busmaster-format.ts';
import { candumpFormat } from './candump/candump-format.ts';
import { carbusFormat } from './carbus/carbus-format.ts';
import { consoleFormat } from './console/console-format.ts';
import { dltFormat } from './dlt/dlt-format.ts';
import { gvretFormat } from './gvret/gvret-format.ts';
import { journaldFormat } from './journald/journald-format.ts';
import { jsonlFormat } from './jsonl/jsonl-format.ts';
import { kernelFormat } from './kernel/kernel-format.ts';
import type { AnyFormat } from './log-format.ts';
import { logcatFormat } from './logcat/logcat-format.ts';
import { mcapFormat } from './mcap/mcap-format.ts';
import { mf4Format } from './mf4/mf4-format.ts';
import { pcapFormat } from './pcap/pcap-format.ts';
import { recoveryFormat } from './recovery/recovery-format.ts';
import { rosbagFormat } from './rosbag/rosbag-format.ts';
import { syslogFormat } from './syslog/syslog-format.ts';
import { textFormat } from './text/text-format.ts';
import { trcFormat } from './trc/trc-format.ts';
import { updateEngineFormat } from './update-engine/update-engine-format.ts';

/**
 * Every log format Argus reads; on equal scores the earlier one wins. A new format is one import and one line here. Those that
 * begin with bytes of their own stand first: a recording is not read as lines then, which took a tenth of a second.
 */
export const LOG_FORMATS: readonly AnyFormat[] = [
  blfFormat,
  pcapFormat,
  mf4Format,
  mcapFormat,
  rosbagFormat,
  dltFormat,
  candumpFormat,
  ascFormat,
  trcFormat,
  gvretFormat,
  busmasterFormat,
  carbusFormat,
  bugreportFormat,
  logcatFormat,
  journaldFormat,
  syslogFormat,
  jsonlFormat,
  recoveryFormat,
  updateEngineFormat,
  kernelFormat,
  consoleFormat,
  textFormat,
];

/** Undefined where no format has that name. */
export const formatNamed = (name: string): AnyFormat | undefined => LOG_FORMATS.find((format) => format.name === name);

/** `dlt, candump, …, also inside gzip, zstd, zip and tar`. */
export const READABLE_FORMATS = `${LOG_FORMATS.map(({ name }) => name).join(', ')}, also inside gzip, zstd, zip and tar`;
