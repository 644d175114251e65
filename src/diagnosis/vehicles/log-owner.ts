import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { streamKey, usableTime } from '../place.ts';
import { type HostName, readHostName, roleOfPath } from './host-name.ts';

type Summary = BatchEvidence['files'][number];

/** What one log tells of the vehicle that it is of. */
export interface LogOwner {
  /** `streamKey`. */
  stream: string;
  path: string;
  hosts: HostName[];
  /** Digests of the values by name: VINs, and ids that an update client has. */
  ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** A device of which a vehicle has one, by host name or path. */
  role: string | undefined;
  /** By clocks that were set and need nothing from outside; null else. */
  span: { fromUs: number; toUs: number } | null;
  /** Programs that update it: a vehicle has one that asks its server. */
  updaters: ReadonlySet<string>;
  /** A computer of somebody who works on vehicles, by its programs or its name. */
  isWorkstation: boolean;
}

/** Formats whose lines name the host that wrote them; what others call an ECU is a bus, a channel or a part of the vehicle. */
const NAMES_HOSTS = new Set(['syslog', 'journald', 'text', 'jsonl', 'console', 'kernel']);
/** What an image is called before anybody names it, and addresses: many vehicles have the same. */
const NO_NAME = /^(?:localhost|\(none\)|[\d.]+|[\da-f]*:[\da-f:]*)$/i;

/** Programs of desktops. One of them may run on a head unit; two are a person's computer. */
const DESKTOP_PROGRAM =
  /^(?:gnome-|gdm|gvfs|gsd-|plasmashell|kwin|kded|sddm|lightdm|cupsd?$|cups-|packagekit|firefox|chrome$|chromium|thunderbird|evolution|tracker-|xdg-desktop-portal|update-notifier|snapd-desktop|spotify|slack|libvirtd|virtlogd)/i;
const UPDATER = /rauc|swupdate|mender|aktualizr|hawkbit|update[-_]?engine|ostree|balena|suricatta|greengrass|\bf?ota/i;
const DESKTOP_NAME = /(?:laptop|desktop|notebook|thinkpad|macbook|workstation)|(?:^|-)pc$/;

/** Whose each log is, by its own words; `unset` are streams whose clock was not set. */
export function logOwners({ files, lifecycles }: Pick<BatchEvidence, 'files' | 'lifecycles'>): LogOwner[] {
  const unsure = new Set(
    lifecycles
      .filter(({ clock }) => clock !== 'steady')
      .map(({ at }) => streamKey({ file: at.file, member: at.member })),
  );
  return files.map((summary) => ownerOf(summary, unsure));
}

function ownerOf(summary: Summary, unsure: ReadonlySet<string>): LogOwner {
  const { file, format, identities = [], sources } = summary;
  const stream = streamKey({ file: file.index, member: file.member });
  const path = file.member === null ? file.name : `${file.name}/${file.member}`;
  const names = NAMES_HOSTS.has(format) ? [...new Set(sources.map(({ ecu }) => ecu.toLowerCase()))] : [];
  const hosts = names.filter((name) => name !== '' && !NO_NAME.test(name.split('.')[0])).map(readHostName);
  const programs = new Set(sources.map(({ app }) => app).filter((app) => DESKTOP_PROGRAM.test(app)));
  const updaters = sources.map(({ app }) => app.toLowerCase()).filter((app) => UPDATER.test(app));
  const ids = Map.groupBy(identities, ({ name }) => name);
  return {
    stream,
    path,
    hosts,
    ids: new Map([...ids].map(([name, same]) => [name, new Set(same.map(({ digest }) => digest))])),
    role: hosts.find(({ role }) => role !== undefined && role !== 'vehicle')?.role ?? roleOfPath(path),
    span: unsure.has(stream) ? null : spanOf(summary),
    updaters: new Set(updaters),
    isWorkstation: programs.size > 1 || hosts.some(({ name }) => DESKTOP_NAME.test(name)),
  };
}

function spanOf({ firstTimeUs, lastTimeUs, timeInferred }: Summary): LogOwner['span'] {
  const [fromUs, toUs] = [usableTime(firstTimeUs), usableTime(lastTimeUs)];
  if (timeInferred || fromUs === null || toUs === null || isDefaultDate(fromUs)) return null;
  return { fromUs, toUs };
}

const HOUR_US = 3_600_000_000;

/** Clocks without a battery begin on the first of January of some year. */
function isDefaultDate(timeUs: number): boolean {
  const newYearUs = Date.UTC(new Date(timeUs / 1000).getUTCFullYear(), 0, 1) * 1000;
  return timeUs - newYearUs < HOUR_US;
}
