import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { journaldFormat } from '#src/parsers/journald/journald-format.ts';
import { jsonlFormat } from '#src/parsers/jsonl/jsonl-format.ts';
import type { LogFormat } from '#src/parsers/log-format.ts';
import { logcatFormat } from '#src/parsers/logcat/logcat-format.ts';
import { syslogFormat } from '#src/parsers/syslog/syslog-format.ts';
import { textFormat } from '#src/parsers/text/text-format.ts';

export const LINE_FORMATS: readonly LogFormat[] = [logcatFormat, syslogFormat, journaldFormat, jsonlFormat, textFormat];

export interface ParserCase {
  format: LogFormat;
  /** `logcat/long`. */
  name: string;
  bytes: Uint8Array;
  /** Absolute path of the expected JSON. */
  expected: string;
}

/** A case is two files: `test/parsers/<format>/cases/<name>.log` and what it must give, `<name>.json`. */
export function parserCases(): ParserCase[] {
  return LINE_FORMATS.flatMap((format) => {
    const folder = fileURLToPath(new URL(`../${format.name}/cases/`, import.meta.url));
    const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
    return names.map((file) => ({
      format,
      name: `${format.name}/${file.replace('.log', '')}`,
      bytes: new Uint8Array(readFileSync(folder + file)),
      expected: folder + file.replace('.log', '.json'),
    }));
  });
}
