/**
 * Who wrote a record, in one shape for every format:
 * DLT (ECU id, APID, CTID) · logcat ('', tag, '') · syslog/journald (host, identifier, msgid) · JSON lines ('', module, '')
 * · bus frames (bus, id in hex, '') · DoIP ('DoIP', logical address of the sender in hex, '') · SOME/IP (IP address of the
 * sender, 'SOME/IP', service id in hex) · MDF4 (bus or ECU, channel group, '').
 */
export interface LogSource {
  ecu: string;
  app: string;
  context: string;
}

/**
 * The network whose frames a source sends; `none` for all that writes text. Over DoIP an ECU sends whole diagnostic messages:
 * such a frame's id is the logical address of its sender in the high, of its receiver in the low 16 bits.
 */
export const Network = { none: 0, can: 1, lin: 2, flexray: 3, ethernet: 4, doip: 5 } as const;
export type Network = (typeof Network)[keyof typeof Network];

/** More distinct writers than any vehicle has; a hostile file cannot grow the table past it. */
export const MAX_SOURCES = 65_536;
const MAX_NAME_LENGTH = 64;

/** What a number of a sample measures. */
interface SeriesName {
  name: string;
  unit: string;
}

/** Interned `LogSource`s of one stream. Index 0 is the nameless source, which also takes the overflow. */
export class SourceTable {
  readonly sources: LogSource[] = [{ ecu: '', app: '', context: '' }];
  readonly series: SeriesName[] = [];
  readonly #seriesIndex = new Map<string, number>();
  readonly #valueTexts = new Map<number, ReadonlyMap<number, string>>();
  readonly #networks: Network[] = [Network.none];
  readonly #index = new Map<string, number>([['0\0\0\0', 0]]);

  intern(ecu: string, app: string, context: string, network: Network = Network.none): number {
    const key = `${network}\0${ecu}\0${app}\0${context}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    if (this.sources.length >= MAX_SOURCES) return 0;
    const index = this.sources.push({ ecu: trim(ecu), app: trim(app), context: trim(context) }) - 1;
    this.#networks.push(network);
    this.#index.set(key, index);
    return index;
  }

  /** Number of a series; the first one takes the overflow. */
  internSeries(name: string, unit: string): number {
    const key = `${unit}\0${name}`;
    const known = this.#seriesIndex.get(key);
    if (known !== undefined) return known;
    if (this.series.length >= MAX_SOURCES) return 0;
    const index = this.series.push({ name: trim(name), unit: trim(unit) }) - 1;
    this.#seriesIndex.set(key, index);
    return index;
  }

  /** Texts of values of a series, where its description has some. */
  nameValues(series: number, texts: ReadonlyMap<number, string>): void {
    if (texts.size > 0) this.#valueTexts.set(series, texts);
  }

  textOfValue(series: number, value: number): string | undefined {
    return this.#valueTexts.get(series)?.get(value);
  }

  networkOf(source: number): Network {
    return this.#networks[source];
  }
}

function trim(name: string): string {
  return name.length > MAX_NAME_LENGTH ? name.slice(0, MAX_NAME_LENGTH) : name;
}
