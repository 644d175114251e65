/** The range of ECMAScript dates, section 21.4.1.1: 100 million days around 1970. */
const MAX_DATE_MS = 8.64e15;

/** `2026-03-01T12:00:00.003125Z`; null when there is no time, or none that a calendar knows. */
export function isoTime(timeUs: number | null): string | null {
  if (timeUs === null || !(Math.abs(timeUs) <= MAX_DATE_MS * 1000)) return null;
  const ms = Math.floor(timeUs / 1000);
  const micros = Math.floor(timeUs - ms * 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
