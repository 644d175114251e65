import type { EpisodePage } from '#src/api/evidence-schemas.ts';
import { short } from '../format/numbers.ts';
import type { LaneBins } from './bins.ts';

interface LabelProps {
  lane: LaneBins;
  clock: EpisodePage['clocks'][number] | undefined;
  height: number;
  /** In what is seen of it. */
  records: number;
}

const CLOCKS = {
  steady: ['steady clock', 'Its wall clock agrees with its tick counter.'],
  stepped: ['clock stepped', 'Its wall clock jumped inside a boot: times on either side are not of one scale.'],
  unset: ['clock unset', 'Its clock starts near 1970: its times are no dates.'],
  none: ['no clock', 'Its records have no time of their own.'],
  unknown: ['clock unknown', 'Nothing tells how good its clock is.'],
} as const;

const COMPLETED = 'Its times lack a year or a zone, and were completed from the time of upload.';

export function LaneLabel({ clock, height, lane, records }: LabelProps) {
  const [word, means] = CLOCKS[clock?.clock ?? 'unknown'];
  const isDoubtful = clock?.clock === 'stepped' || clock?.clock === 'unset';
  return (
    <div class="lane-label" style={{ height: `${height}px` }}>
      <strong>{lane.ecu || 'no ECU'}</strong>
      <span class="soft small num">{short(records)} records</span>
      <span class={isDoubtful ? 'clock clock-bad' : 'clock'} title={clock?.isInferred ? COMPLETED : means}>
        {clock?.isInferred ? 'dates completed' : word}
      </span>
      {clock !== undefined && clock.lostMessages > 0 && (
        <span class="clock clock-bad num">{short(clock.lostMessages)} lost</span>
      )}
    </div>
  );
}
