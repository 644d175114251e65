import { plainText } from '#src/report/plain-text.ts';
import { type Finding, writerName } from './finding.ts';

/** Facts that name what a fault of a process is about, the most telling first. */
const SUBJECT_FACTS = ['process', 'unit', 'program', 'app', 'script', 'service'] as const;
/** What programs, units and packages are called; nothing that could say anything else. */
const NAME = /^[\w@.:+/-]{2,64}$/;
const NAMELESS = /^An? (?:process|service|app|node|program|task)\b/;

export const isNameless = ({ text }: Pick<Finding, 'text'>): boolean => NAMELESS.test(text);

/** Faults that end or stop a program: which one, how often and what came of it is the first thing asked. */
const OF_PROCESSES = new Set([
  'crash',
  'out-of-memory',
  'app-not-responding',
  'service-failed',
  'service-start-limit',
  'watchdog-reset',
]);

export const isOfProcess = ({ category, name }: Pick<Finding, 'category' | 'name'>): boolean =>
  category === 'fault' && OF_PROCESSES.has(name);

/** The program that a fault is about; undefined where its line does not say. */
export function subjectOf(facts: Finding['facts']): string | undefined {
  const named = SUBJECT_FACTS.map((name) => facts[name]).find((value) => typeof value === 'string' && NAME.test(value));
  return named === undefined ? undefined : String(named).replace(/\.service$/, '');
}

/** "gpsd crashed with SIGSEGV" for "A process crashed with SIGSEGV". */
export const withSubject = (title: string, subject: string | undefined): string =>
  subject === undefined ? title : title.replace(NAMELESS, subject);

/** Lines around a report of a crash that say whose it is: Android's tombstones and crash records, init systems. */
const NEARBY = [
  />>> (?<name>[\w@.:+/-]{2,64}) <<</,
  /\bProcess: (?<name>[\w.:]{2,64}), PID\b/,
  /\bProcess (?<name>[\w.:]{2,64}) \(pid \d{1,8}\) has died\b/,
  /\bCmdline: (?<name>[\w@.:+/-]{2,64})/i,
  /^(?<name>[\w@.-]{2,64}\.service): /,
  /\b(?<name>[\w@.-]{2,32})\[\d{1,8}\]: segfault at\b/,
  /\bpid: \d{1,8}, tid: \d{1,8}, name: (?<name>[\w@.:+/-]{2,64})/,
] as const;

/** The program that the lines around a crash name, the nearest one first. */
export function subjectNearby({
  after,
  before,
  text,
}: {
  after: string[];
  before: string[];
  text: string;
}): string | undefined {
  for (const line of [text, ...before.toReversed(), ...after]) {
    for (const pattern of NEARBY) {
      const name = pattern.exec(line.slice(0, MAX_LINE_CHARS))?.groups?.['name'];
      if (name !== undefined) return plainText(name, 64).replace(/\.service$/, '');
    }
  }
  return undefined;
}
const MAX_LINE_CHARS = 400;

/** Where a processor was when the kernel failed, as ARM, arm64, RISC-V and x86 print it. */
const KERNEL_PLACE = /\b(?:PC is at|(?:pc|epc) :|RIP: \d{4}:)\s{0,3}(?<name>[a-z_]\w{2,63})\+0x[0-9a-f]{1,8}\/0x/;

export const isOfKernel = ({ category, name }: Pick<Finding, 'category' | 'name'>): boolean =>
  category === 'fault' && name === 'kernel-oops';

/** The function of the kernel that the lines behind a crash name. */
export const kernelPlaceBehind = (after: readonly string[]): string | undefined =>
  after
    .map((line) => KERNEL_PLACE.exec(line.slice(0, MAX_LINE_CHARS))?.groups?.['name'])
    .find((name) => name !== undefined);

/** " 22 times, about every 5 s from 2026-05-13T08:00:01.000Z to 2026-05-13T08:01:46.000Z"; empty for what was seen once. */
export function repetition({ count, lastTimeUs, place: { timeUs } }: Finding): string {
  if (count < 2) return '';
  const times = ` ${count} times`;
  if (timeUs === null || lastTimeUs === null || lastTimeUs <= timeUs) return times;
  const everyUs = (lastTimeUs - timeUs) / (count - 1);
  return `${times}, about every ${durationText(everyUs)} from ${isoText(timeUs)} to ${isoText(lastTimeUs)}`;
}

const isoText = (timeUs: number): string => new Date(timeUs / 1000).toISOString();

/** "5 s", "250 ms", "12 min", "3 h": two digits are all that an interval that varies is worth. */
function durationText(us: number): string {
  const [size, unit] = UNITS.find(([each]) => us >= 1.5 * each) ?? [1_000, 'ms'];
  const value = us / size;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`;
}
const UNITS: readonly [us: number, unit: string][] = [
  [86_400_000_000, 'days'],
  [3_600_000_000, 'h'],
  [60_000_000, 'min'],
  [1_000_000, 's'],
];

/** "gpsd crashed with SIGSEGV 22 times, about every 5 s from … to …, as tcu (systemd) logged". */
export const processSentence = (finding: Finding): string =>
  `${finding.text}${repetition(finding)}, as ${writerName(finding)} logged`;

/** The subject where a finding has one that its title does not name: "gpsd was killed …", "Services crash (gpsd)". */
export function titleWithSubject(title: string, core: readonly Finding[]): string {
  const [first] = core;
  const place = core.find((finding) => isOfKernel(finding) && finding.facts['function'] !== undefined);
  if (place !== undefined) return `${title} in ${place.facts['function']}`;
  const subject = first && isOfProcess(first) ? subjectOf(first.facts) : undefined;
  if (subject === undefined || title.includes(subject)) return title;
  return NAMELESS.test(title) ? withSubject(title, subject) : `${title} (${subject})`;
}
