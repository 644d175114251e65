import { describe, expect, it } from 'vitest';
import { ascFormat } from '#src/parsers/asc/asc-format.ts';
import { busmasterFormat } from '#src/parsers/busmaster/busmaster-format.ts';
import { carbusFormat } from '#src/parsers/carbus/carbus-format.ts';
import { gvretFormat } from '#src/parsers/gvret/gvret-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { trcFormat } from '#src/parsers/trc/trc-format.ts';
import { parserCases } from '../lines/cases.ts';
import { decodeStream } from '../lines/decode-stream.ts';

describe.each(parserCases([ascFormat, trcFormat, gvretFormat, busmasterFormat, carbusFormat]))(
  '$name',
  ({ format, bytes, expected }) => {
    it('gives the frames, events and gaps that stand beside it', async () => {
      const stream = decodeStream(format, bytes);
      await expect(`${JSON.stringify(stream, null, 2)}\n`).toMatchFileSnapshot(expected);
    });

    it('is recognised among all formats by its content', () => {
      expect(findFormat(bytes.subarray(0, 65_536), LOG_FORMATS)?.name).toBe(format.name);
    });
  },
);
