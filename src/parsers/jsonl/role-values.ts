import { decimal, skipDigits, ZERO } from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { type KnownKey, ROLE_COUNT, Role } from './json-roles.ts';
import { readJsonLevel, readJsonTime } from './json-values.ts';

const NO_RANK = 0xff;
/** 2^53 has 16 digits. */
const MAX_EXACT_DIGITS = 15;

/** Where the value of each role stands, of the best key seen: the same for a JSON object and a journal entry. */
export class RoleValues {
  readonly #start = new Int32Array(ROLE_COUNT);
  readonly #end = new Int32Array(ROLE_COUNT);
  readonly #rank = new Uint8Array(ROLE_COUNT);

  clear(): void {
    // For so few, `fill` takes ten times as long.
    for (let role = 0; role < ROLE_COUNT; role++) this.#rank[role] = NO_RANK;
  }

  /** True when no better key had the role; a value with a `penalty` gives way to worse keys. */
  offer(known: KnownKey, penalty: number): boolean {
    if (known.rank + penalty >= this.#rank[known.role]) return false;
    this.#rank[known.role] = known.rank + penalty;
    return true;
  }

  place(role: number, start: number, end: number): void {
    this.#start[role] = start;
    this.#end[role] = end;
  }

  has(role: number): boolean {
    return this.#rank[role] !== NO_RANK;
  }

  start(role: number): number {
    return this.#start[role];
  }

  end(role: number): number {
    return this.#end[role];
  }

  /** Fills everything but the message. */
  fill(fields: LineFields, bytes: Uint8Array, time: TimeReader): void {
    if (this.has(Role.time)) this.#fillTime(fields, bytes, time);
    if (this.has(Role.uptime)) fields.uptimeUs = this.#wholeNumber(bytes, Role.uptime);
    if (this.has(Role.level)) fields.level = readJsonLevel(bytes, this.#start[Role.level], this.#end[Role.level]);
    if (this.has(Role.processId)) {
      const start = this.#start[Role.processId];
      fields.id = decimal(bytes, start, skipDigits(bytes, start, this.#end[Role.processId]));
    }
    if (this.has(Role.source)) [fields.appStart, fields.appEnd] = [this.#start[Role.source], this.#end[Role.source]];
    if (this.has(Role.ecu)) [fields.ecuStart, fields.ecuEnd] = [this.#start[Role.ecu], this.#end[Role.ecu]];
  }

  #fillTime(fields: LineFields, bytes: Uint8Array, time: TimeReader): void {
    time.isInferred = false;
    const timeUs = readJsonTime(bytes, [this.#start[Role.time], this.#end[Role.time]], time);
    fields.setTime(timeUs, time.isInferred && !Number.isNaN(timeUs));
  }

  #wholeNumber(bytes: Uint8Array, role: number): number {
    const start = this.#start[role];
    const end = this.#end[role];
    if (end === start || end - start > MAX_EXACT_DIGITS || skipDigits(bytes, start, end) < end) return Number.NaN;
    let value = 0;
    for (let at = start; at < end; at++) value = value * 10 + bytes[at] - ZERO;
    return value;
  }
}
