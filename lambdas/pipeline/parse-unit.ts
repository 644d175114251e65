import { parseUnit } from '#src/batch/parse-unit.ts';
import { parseVersions } from '#src/batch/parse-versions.ts';
import { UnitInput } from '#src/batch/stage-input.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { type CollectInput, collectFile } from '#src/evidence/collect-file.ts';
import { batchTable, descriptions, lineReader, objectStore, runId } from '../env.ts';
import { handle } from '../wrappers.ts';

const tools = { codecs: nodeCodecs, createSha256 };

/** State ParseUnit: the files of one unit to evidence. */
export const handler = handle(UnitInput, async (input) => {
  const reader = await lineReader();
  const collect = (file: CollectInput) => collectFile({ ...file, reader });
  const describe = await descriptions();
  const context = { ...tools, collect, versions: parseVersions(reader), run: runId(), ...(describe && { describe }) };
  return parseUnit({ ...context, table: batchTable(), store: objectStore() }, input);
});
