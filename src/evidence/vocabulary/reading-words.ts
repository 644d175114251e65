import type { LineFinding } from '../detect/line-finding.ts';

/**
 * A finding in the short words that examples are written in: `cause storage-error EIO`, `device=mmcblk0`,
 * `install failed`, `slot-booted B`, `cpu 12 %`, `boot`. An empty finding (`LineFinding`) is `watch`.
 */
export function readingWords(finding: LineFinding): string[] {
  const { fault, phase, outcome, series, boot } = finding;
  const words = [
    ...(fault ? [[fault.role, fault.kind, fault.code].filter(Boolean).join(' ')] : []),
    ...Object.entries(fault?.facts ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(phase ? [`${phase.phase} ${phase.state}`] : []),
    ...(outcome ? [[outcome.marker, outcome.value].filter(Boolean).join(' ')] : []),
    ...(series ? [`${series.name} ${series.value} ${series.unit}`] : []),
    ...(boot ? ['boot'] : []),
  ];
  return words.length > 0 ? words : ['watch'];
}
