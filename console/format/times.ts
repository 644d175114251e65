const UNITS: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** `3 min`, `5 d`: how long ago, by the largest unit. */
export function age(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1_000);
  const [name, each] = UNITS.find(([, unit]) => seconds >= unit) ?? ['s', 1];
  return seconds < 5 ? 'now' : `${Math.floor(seconds / each)} ${name}`;
}

/** `850 ms`, `1.2 s`, `1 min 22 s`, `3 h 05 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${pad(Math.floor((seconds % 3_600) / 60))} min`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** `2026-10-14 21:04:59.595`, UTC as everything here; undefined where a clock says what no calendar knows. */
export function stamp(timeUs: number | null | undefined): string | undefined {
  const date = new Date((timeUs ?? Number.NaN) / 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('T', ' ').slice(0, 23);
}

/** `21:04:59.595`: where the day is told elsewhere. */
export const clock = (timeUs: number | null | undefined): string | undefined => stamp(timeUs)?.slice(-12);
