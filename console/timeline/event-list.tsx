import type { EpisodePage } from '#src/api/evidence-schemas.ts';
import { counted } from '../format/numbers.ts';
import { clock, duration } from '../format/times.ts';
import { batchPlace, href } from '../url/location.ts';
import type { Mark } from './marks.ts';
import type { Range } from './range.ts';

interface ListProps {
  batchId: string;
  range: Range;
  marks: readonly Mark[];
  episodes: EpisodePage | undefined;
}

interface Event {
  timeUs: number;
  ecu: string;
  kind: string;
  text: string;
  at: { at: string; member: string | null } | undefined;
  isBad: boolean;
}

const MOST = 200;

/** What the lanes show, in words: for those who do not see them, and to go on from. */
export function EventList({ batchId, episodes, marks, range }: ListProps) {
  const all = [...marks.map(eventOfMark), ...eventsOf(episodes)].sort((a, b) => a.timeUs - b.timeUs);
  const seen = all.filter(({ timeUs }) => timeUs >= range.fromUs && timeUs <= range.toUs);
  if (seen.length === 0) return <p class="soft events-none">No boot, update or fault in this stretch.</p>;
  return (
    <section class="section events">
      <h2>What happened</h2>
      <ol>
        {seen.slice(0, MOST).map((event) => (
          <li key={`${event.timeUs}${event.ecu}${event.text}`}>
            <span class="num mono soft">{clock(event.timeUs)}</span>
            <span class="events-ecu">{event.ecu && <span class="ecu">{event.ecu}</span>}</span>
            <span class={event.isBad ? 'events-kind is-bad' : 'events-kind soft'}>{event.kind}</span>
            <span>
              {event.at ? (
                <a
                  href={href(
                    batchPlace(batchId, 'lines', {
                      at: event.at.at,
                      ...(event.at.member !== null && { member: event.at.member }),
                    }),
                  )}
                >
                  {event.text}
                </a>
              ) : (
                event.text
              )}
            </span>
          </li>
        ))}
      </ol>
      {seen.length > MOST && <p class="soft">{counted(seen.length - MOST, 'more event')}: look closer to see them.</p>}
    </section>
  );
}

const eventOfMark = ({ at, count, ecu, member, role, timeUs, title }: Mark): Event => ({
  timeUs,
  ecu,
  kind: role,
  text: count > 1 ? `${title} (${counted(count, 'time')})` : title,
  at: { at, member },
  isBad: role === 'cause',
});

function eventsOf(episodes: EpisodePage | undefined): Event[] {
  if (!episodes) return [];
  const boots = episodes.boots.flatMap(({ at, ecu, fromUs, ordinal }): Event[] =>
    fromUs === null
      ? []
      : [
          {
            timeUs: fromUs,
            ecu,
            kind: 'boot',
            text: ordinal === 0 ? 'The log begins' : `Boot ${ordinal + 1}`,
            at: placeOf(at),
            isBad: false,
          },
        ],
  );
  const attempts = (episodes.attempts ?? []).flatMap((attempt) => eventsOfAttempt(attempt));
  const silences = episodes.silences.map(
    ({ ecu, fromUs, toUs }): Event => ({
      timeUs: fromUs,
      ecu,
      kind: 'silence',
      text: `Nothing logged for ${duration((toUs - fromUs) / 1_000)}`,
      at: undefined,
      isBad: false,
    }),
  );
  return [...boots, ...attempts, ...silences];
}

function eventsOfAttempt({ ecu, outcome, phases, toUs }: NonNullable<EpisodePage['attempts']>[number]): Event[] {
  const steps = phases.flatMap(({ at, phase, state, timeUs }): Event[] =>
    timeUs === null
      ? []
      : [
          {
            timeUs,
            ecu,
            kind: 'update',
            text: `${phase} ${state}`,
            at: at ? placeOf(at) : undefined,
            isBad: state === 'failed',
          },
        ],
  );
  if (toUs === null) return steps;
  const isBad = ['failed', 'rolled-back', 'interrupted'].includes(outcome);
  return [
    ...steps,
    {
      timeUs: toUs,
      ecu,
      kind: 'update',
      text: `The attempt ends: ${outcome.replaceAll('-', ' ')}`,
      at: undefined,
      isBad,
    },
  ];
}

const placeOf = ({ file, member, offset }: { file: number; member: string | null; offset: number }) => ({
  at: `${file}:${offset}`,
  member,
});
