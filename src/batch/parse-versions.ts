import { evidenceVersion } from '#src/evidence/stream-collector.ts';
import type { LineReader } from '#src/evidence/vocabulary/line-reader.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';

/** Everything whose change makes other evidence of the same bytes; stored unit results carry it. */
export const parseVersions = (reader: LineReader): string =>
  [`evidence ${evidenceVersion(reader)}`, ...LOG_FORMATS.map(({ name, version }) => `${name} ${version}`)].join(', ');
