import { parseUnit } from '#src/batch/parse-unit.ts';
import { parseVersions } from '#src/batch/parse-versions.ts';
import { UnitInput } from '#src/batch/stage-input.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { batchTable, objectStore, runId } from '../env.ts';
import { handle } from '../wrappers.ts';

const tools = { collect: collectFile, codecs: nodeCodecs, createSha256, versions: parseVersions(SHIPPED_READER) };

/** State ParseUnit: the files of one unit to evidence. */
export const handler = handle(UnitInput, (input) =>
  parseUnit({ ...tools, table: batchTable(), store: objectStore(), run: runId() }, input),
);
