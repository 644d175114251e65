import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ascFormat } from '#src/parsers/asc/asc-format.ts';
import { busmasterFormat } from '#src/parsers/busmaster/busmaster-format.ts';
import { carbusFormat } from '#src/parsers/carbus/carbus-format.ts';
import { gvretFormat } from '#src/parsers/gvret/gvret-format.ts';
import { JournaldDecoder } from '#src/parsers/journald/journald-decoder.ts';
import { LineDecoder } from '#src/parsers/lines/line-decoder.ts';
import type { AnyFormat, LogFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { trcFormat } from '#src/parsers/trc/trc-format.ts';

function isOfLines(format: AnyFormat): format is LogFormat {
  if (!('createDecoder' in format)) return false;
  const decoder = format.createDecoder({ sources: new SourceTable(), referenceTimeUs: 0 });
  return decoder instanceof LineDecoder || decoder instanceof JournaldDecoder;
}

export const LINE_FORMATS: readonly LogFormat[] = LOG_FORMATS.filter(isOfLines);
/** Text formats of bus frames. */
export const FRAME_FORMATS: readonly LogFormat[] = [ascFormat, trcFormat, gvretFormat, busmasterFormat, carbusFormat];

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
    const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !name.endsWith('.json'));
    return names.map((file) => ({
      format,
      name: `${format.name}/${file.replace(EXTENSION, '')}`,
      bytes: new Uint8Array(readFileSync(folder + file)),
      expected: folder + file.replace(EXTENSION, '.json'),
    }));
  });
}
