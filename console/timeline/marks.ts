import type { EpisodePage, FaultItem } from '#src/api/evidence-schemas.ts';

/** Something that happened at one moment, on one lane. */
export interface Mark {
  ecu: string;
  timeUs: number;
  /** `square` a trouble code, `down` a reset, `dot` any other fault. */
  shape: 'square' | 'down' | 'dot';
  role: 'cause' | 'symptom' | 'consequence';
  title: string;
  /** `FILE:OFFSET`, and the entry of an archive. */
  at: string;
  member: string | null;
  count: number;
}

/** In order of time. */
export function marksOf(faults: readonly FaultItem[]): Mark[] {
  return faults
    .flatMap(({ at: [place], count, ecu, fromUs, kind, role, title }): Mark[] =>
      fromUs === null || place === undefined
        ? []
        : [
            {
              ecu,
              timeUs: fromUs,
              shape: shapeOf(kind),
              role,
              title,
              at: `${place.file}:${place.offset}`,
              member: place.member,
              count,
            },
          ],
    )
    .sort((a, b) => a.timeUs - b.timeUs);
}

function shapeOf(kind: string): Mark['shape'] {
  if (/^dtc/.test(kind)) return 'square';
  return /reset|reboot|watchdog|panic|crash/.test(kind) ? 'down' : 'dot';
}

/** A step of an update, from where it was first said to where the next begins. */
export interface PhaseBand {
  phase: string;
  fromUs: number;
  toUs: number;
  isFailed: boolean;
}

type Attempt = NonNullable<EpisodePage['attempts']>[number];

/** Each phase lasts until the next one is told of; the last until the attempt ends. */
export function phaseBands({ fromUs, phases, toUs }: Attempt): PhaseBand[] {
  const bands: PhaseBand[] = [];
  for (const { phase, state, timeUs } of phases) {
    if (timeUs === null) continue;
    const last = bands.at(-1);
    if (last?.phase === phase) last.isFailed ||= state === 'failed';
    else {
      if (last) last.toUs = timeUs;
      bands.push({ phase, fromUs: timeUs, toUs: Math.max(toUs ?? timeUs, timeUs), isFailed: state === 'failed' });
    }
  }
  if (bands.length > 0 || fromUs === null) return bands;
  return [{ phase: 'update', fromUs, toUs: toUs ?? fromUs, isFailed: false }];
}

/** The mark nearest to a moment, if one is near. */
export function markNear(
  marks: readonly Mark[],
  { ecu, timeUs, nearUs }: { ecu: string; timeUs: number; nearUs: number },
) {
  const own = marks.filter((mark) => mark.ecu === ecu && Math.abs(mark.timeUs - timeUs) <= nearUs);
  return own.sort((a, b) => Math.abs(a.timeUs - timeUs) - Math.abs(b.timeUs - timeUs))[0];
}
