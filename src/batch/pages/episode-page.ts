import type { BatchEvidence, Lifecycle } from '#src/evidence/file-evidence.ts';
import type { Gap } from '#src/parsers/record-batch.ts';
import { findSilences, type LoggedSilence } from './silences.ts';

export type BootEpisode = BatchEvidence['lifecycles'][number] & { end: 'restarted' | 'end-of-log' };

export interface ClockQuality {
  ecu: string;
  clock: Lifecycle['clock'] | 'unknown';
  isInferred: boolean;
  lostMessages: number;
}

export interface EpisodePage {
  boots: BootEpisode[];
  markers: BatchEvidence['outcomes'];
  silences: LoggedSilence[];
  damage: (Gap & { file: number; member: string | null })[];
  clocks: ClockQuality[];
}

/** The last ones matter most. */
const MAX_BOOTS = 2_000;
const MAX_MARKERS = 2_000;
const MAX_DAMAGE = 2_000;

/** Boots, markers, what is missing and how well the clocks went, of all ECUs or of one. */
export function episodePage(evidence: BatchEvidence, ecu?: string): EpisodePage {
  const isWanted = (row: { ecu: string }): boolean => ecu === undefined || row.ecu === ecu;
  return {
    boots: bootsOf(evidence).filter(isWanted).slice(-MAX_BOOTS),
    markers: evidence.outcomes.filter(isWanted).slice(-MAX_MARKERS),
    silences: findSilences(evidence.counts.filter(isWanted)),
    damage: damageOf(evidence).slice(0, MAX_DAMAGE),
    clocks: clocksOf(evidence).filter(isWanted),
  };
}

function bootsOf({ lifecycles }: BatchEvidence): BootEpisode[] {
  const keyOf = ({ ecu, file }: { ecu: string; file: number }): string => `${file} ${ecu}`;
  const last = new Map(lifecycles.map((boot) => [keyOf(boot), boot.ordinal]));
  return lifecycles.map((boot) => ({
    ...boot,
    end: last.get(keyOf(boot)) === boot.ordinal ? 'end-of-log' : 'restarted',
  }));
}

const damageOf = ({ files }: BatchEvidence): EpisodePage['damage'] =>
  files.flatMap(({ file, gaps }) => gaps.first.map((gap) => ({ file: file.index, member: file.member, ...gap })));

const WORST_LAST: readonly ClockQuality['clock'][] = ['unknown', 'steady', 'none', 'unset', 'stepped'];

/** ECUs that no boot is known of have a clock of unknown quality. */
function clocksOf({ counts, files, lifecycles }: BatchEvidence): ClockQuality[] {
  const inferred = new Set(
    files.filter(({ timeInferred }) => timeInferred).flatMap(({ sources }) => sources.map(({ ecu }) => ecu)),
  );
  const boots = Map.groupBy(lifecycles, ({ ecu }) => ecu);
  const ecus = [...new Set([...counts.map(({ ecu }) => ecu), ...boots.keys()])].sort();
  return ecus.map((ecu) => {
    const own = boots.get(ecu) ?? [];
    const clock = own.reduce<ClockQuality['clock']>((worst, boot) => graver(worst, boot.clock), 'unknown');
    return {
      ecu,
      clock,
      isInferred: inferred.has(ecu),
      lostMessages: own.reduce((sum, boot) => sum + boot.lostMessages, 0),
    };
  });
}

const graver = (a: ClockQuality['clock'], b: ClockQuality['clock']): ClockQuality['clock'] =>
  WORST_LAST.indexOf(a) >= WORST_LAST.indexOf(b) ? a : b;
