/**
 * Who wrote a record, in one shape for every format:
 * DLT (ECU id, APID, CTID) · logcat ('', tag, '') · syslog/journald (host, identifier, msgid) · JSON lines ('', module, '')
 * · CAN (bus, CAN id in hex, '').
 */
export interface LogSource {
  ecu: string;
  app: string;
  context: string;
}

/** More distinct writers than any vehicle has; a hostile file cannot grow the table past it. */
const MAX_SOURCES = 65_536;
const MAX_NAME_LENGTH = 64;

/** Interned `LogSource`s of one stream. Index 0 is the nameless source, which also takes the overflow. */
export class SourceTable {
  readonly sources: LogSource[] = [{ ecu: '', app: '', context: '' }];
  readonly #index = new Map<string, number>([['\0\0', 0]]);

  intern(ecu: string, app: string, context: string): number {
    const key = `${ecu}\0${app}\0${context}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    if (this.sources.length >= MAX_SOURCES) return 0;
    const index = this.sources.push({ ecu: trim(ecu), app: trim(app), context: trim(context) }) - 1;
    this.#index.set(key, index);
    return index;
  }
}

function trim(name: string): string {
  return name.length > MAX_NAME_LENGTH ? name.slice(0, MAX_NAME_LENGTH) : name;
}
