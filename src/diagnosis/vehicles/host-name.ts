/** What a host name tells of the device: its role, and what tells it from others of that role. */
export interface HostName {
  /** Lower case, without its domain. */
  name: string;
  /** A device of which a vehicle has one, or the vehicle. */
  role: string | undefined;
  /** The words that are no role and no serial: `zone-left`. */
  stem: string;
  /** `0041` of `tcu-0041`, `b` of `tcu-b`; empty where there is none. */
  mark: string;
}

/** Of each of these a vehicle has one; names as they are usual for the same one. */
const ONLY_ONES: Readonly<Record<string, readonly string[]>> = {
  gateway: ['gateway', 'gw', 'cgw'],
  telematics: ['tcu', 'tbox', 'telematics', 'tcam'],
  'head-unit': ['ivi', 'hu', 'headunit', 'infotainment', 'mmi', 'cockpit'],
  adas: ['adas', 'adcu', 'autopilot'],
  vehicle: ['vehicle', 'veh', 'car', 'truck', 'van', 'robotaxi', 'shuttle', 'tractor', 'scooter'],
};

const ROLE_OF = new Map(Object.entries(ONLY_ONES).flatMap(([role, names]) => names.map((name) => [name, role])));

/** Four digits, or zeros before it, or hex digits of both kinds, or a VIN: `cam-12` is a place in a vehicle. */
const SERIAL = /^(?:\d{4,}|0\d{2,}|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{4,}|[0-9a-hj-npr-z]{13}\d{4})$/;
/** What tells two of one role from each other where there is no serial. */
const LETTER_OR_NUMBER = /^(?:[a-z]|\d+)$/;
const NUMBERED = /^(?<word>[a-z]+)(?<number>\d+)$/;

export function readHostName(host: string): HostName {
  const [name] = host.toLowerCase().split('.');
  const words = name.split(/[-_:]/).flatMap(splitNumber).filter(Boolean);
  const roles = words.flatMap((word) => ROLE_OF.get(word) ?? []);
  const role = roles.find((each) => each !== 'vehicle') ?? roles[0];
  const others = words.filter((word) => !ROLE_OF.has(word));
  const isMark = (word: string): boolean => SERIAL.test(word) || (role !== undefined && LETTER_OR_NUMBER.test(word));
  return {
    name,
    role,
    stem: others.filter((word) => !isMark(word)).join('-'),
    mark: others.filter(isMark).join('-'),
  };
}

/** `tcu2` is a second one as `tcu-2` is; `stm32` is a name. */
function splitNumber(word: string): string[] {
  const { word: letters, number } = NUMBERED.exec(word)?.groups ?? {};
  return letters !== undefined && ROLE_OF.has(letters) ? [letters, number] : [word];
}

/** The role that a path names: `logs/ivi/logcat.txt`. */
export function roleOfPath(path: string): string | undefined {
  const words = path.toLowerCase().split(/[^a-z]+/);
  return words.map((word) => ROLE_OF.get(word)).find((role) => role !== undefined && role !== 'vehicle');
}

/** Two devices of which a vehicle has one: `tcu-0041` and `tcu-0077`, `car-a` and `car-b`. */
export const areRivals = (a: HostName, b: HostName): boolean =>
  a.mark !== '' &&
  b.mark !== '' &&
  a.mark !== b.mark &&
  a.role === b.role &&
  a.stem === b.stem &&
  (a.role !== undefined || a.stem !== '' || (isVin(a.mark) && isVin(b.mark)));

/** Two of one role by names that differ anyhow: `tcu-north` and `tcu-south`. */
export const areOfOneRole = (a: HostName, b: HostName): boolean =>
  a.role !== undefined && a.role === b.role && hasOwnName(a) && hasOwnName(b) && a.name !== b.name;

const hasOwnName = ({ mark, stem }: HostName): boolean => mark !== '' || stem !== '';

const isVin = (mark: string): boolean => mark.length === 17;
