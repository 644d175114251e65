import { EVIDENCE_VERSION } from '#src/evidence/stream-collector.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';

/** Everything whose change makes other evidence of the same bytes; stored unit results carry it. */
export const PARSE_VERSIONS: string = [
  `evidence ${EVIDENCE_VERSION}`,
  ...LOG_FORMATS.map(({ name, version }) => `${name} ${version}`),
].join(', ');
