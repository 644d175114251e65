import { dayUs, SECOND_US } from '../lines/civil-time.ts';

/** SYSTEMTIME of Windows: year, month, weekday, day, hour, minute, second, millisecond as u16; NaN when it is none. */
export function readSystemTime(view: DataView, at: number): number {
  const field = (n: number) => view.getUint16(at + 2 * n, true);
  const [year, month, day] = [field(0), field(1), field(3)];
  const [hour, minute, second, milli] = [field(4), field(5), field(6), field(7)];
  if (year < 1970 || year > 2200 || hour > 23 || minute > 59 || second > 60 || milli > 999) return Number.NaN;
  return dayUs(year, month, day) + ((hour * 60 + minute) * 60 + second) * SECOND_US + milli * 1000;
}
