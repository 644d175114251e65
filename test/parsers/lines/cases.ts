import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { journaldFormat } from '#src/parsers/journald/journald-format.ts';
import { jsonlFormat } from '#src/parsers/jsonl/jsonl-format.ts';
import type { LogFormat } from '#src/parsers/log-format.ts';
import { logcatFormat } from '#src/parsers/logcat/logcat-format.ts';
import { syslogFormat } from '#src/parsers/syslog/syslog-format.ts';
import { textFormat } from '#src/parsers/text/text-format.ts';

export const LINE_FORMATS: readonly LogFormat[] = [logcatFormat, syslogFormat, journaldFormat, jsonlFormat, textFormat];

const EXTENSION = /\.[a-z]+$/;

export interface ParserCase {
  format: LogFormat;
  /** `logcat/long`. */
  name: string;
  bytes: Uint8Array;
  /** Absolute path of the expected JSON. */
  expected: string;
}

/** A case is two files: `test/parsers/<format>/cases/<name>.<ext>` and what it must give, `<name>.json`. */
export function parserCases(formats: readonly LogFormat[] = LINE_FORMATS): ParserCase[] {
  return formats.flatMap((format) => {
    const folder = fileURLToPath(new URL(`../${format.name}/cases/`, import.meta.url));
    const names = readdirSync(folder).filter((name) => !name.endsWith('.json'));
    return names.map((file) => ({
      format,
      name: `${format.name}/${file.replace(EXTENSION, '')}`,
      bytes: new Uint8Array(readFileSync(folder + file)),
      expected: folder + file.replace(EXTENSION, '.json'),
    }));
  });
}
