import { type CanDatabase, type CanMessage, type CanSignal, DatabaseError, messageKey } from './can-database.ts';
import { TokenReader } from './token-reader.ts';

const MAX_ID = 0xffffffff;
const MAX_BYTES = 64;
const MAX_BITS = 64;
/** Vector's name for signals that no message sends: no frame has its id. */
const INDEPENDENT_SIGNALS = 0xc0000000;
const FLOAT_TYPES = ['unsigned', 'float', 'double'] as const;

interface DraftSignal extends CanSignal {
  texts: Map<number, string>;
  multiplexed: { by: CanSignal; ranges: (readonly [number, number])[] } | null;
  /** `m3`: present where the message's own switch is 3; null without. */
  plainMux: number | null;
  isSwitch: boolean;
}

interface DraftMessage extends CanMessage {
  signals: DraftSignal[];
}

/**
 * Reads a DBC file: messages, signals, tables of values, float types, multiplexing (extended, too). Comments, attributes
 * and what else there is are passed over. Throws `DatabaseError`. The layout is described by Vector's "DBC File Format
 * Documentation", 1.0.5.
 */
export function readDbc(source: string): CanDatabase {
  const draft = new DbcDraft(new TokenReader(source));
  return draft.read();
}

class DbcDraft {
  readonly #tokens: TokenReader;
  readonly #messages = new Map<number, DraftMessage>();
  #last: DraftMessage | undefined;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  read(): CanDatabase {
    const tokens = this.#tokens;
    while (!tokens.isAtEnd) this.#readStatement(tokens.next().value);
    if (this.#messages.size === 0) throw new DatabaseError('It describes no message (there is no BO_ line in it).');
    for (const message of this.#messages.values()) tieMultiplexed(message);
    return { messages: this.#messages };
  }

  #readStatement(keyword: string): void {
    const tokens = this.#tokens;
    if (keyword === 'NS_') this.#skipNames();
    else if (keyword === 'BO_') this.#readMessage();
    else if (keyword === 'SG_') this.#readSignal();
    else if (keyword === 'VAL_') this.#readTexts();
    else if (keyword === 'SIG_VALTYPE_') this.#readFloatType();
    else if (keyword === 'SG_MUL_VAL_') this.#readRanges();
    else if (/^(CM_|BA_|BA_\w+|VAL_TABLE_|SIG_\w+|SGTYPE_\w*|BO_TX_BU_|EV_|ENVVAR_\w*|CAT_\w*|FILTER)$/.test(keyword))
      tokens.skipStatement();
  }

  /** The list of keywords at the head says nothing, and looks like statements. */
  #skipNames(): void {
    const tokens = this.#tokens;
    while (!tokens.isAtEnd && tokens.peek().value !== 'BS_') tokens.next();
  }

  /** `BO_ 2024 Engine: 8 Gateway`. */
  #readMessage(): void {
    const tokens = this.#tokens;
    const key = tokens.wholeNumber('the id of a message', MAX_ID);
    const name = tokens.word('the name of a message');
    tokens.mark(':');
    tokens.wholeNumber('the length of a message', 0xffff);
    tokens.word('the sender of a message');
    const isExtended = key >= 0x80000000;
    this.#last = { id: key & 0x1fffffff, isExtended, name, signals: [] };
    if (key !== INDEPENDENT_SIGNALS) this.#messages.set(messageKey(this.#last.id, isExtended), this.#last);
  }

  /** `SG_ Speed m1 : 7|16@0+ (0.01,0) [0|655.35] "km/h" Cluster`. */
  #readSignal(): void {
    const tokens = this.#tokens;
    const name = tokens.word('the name of a signal');
    const mux = tokens.takes(':') ? '' : this.#readMux();
    const startBit = tokens.wholeNumber('the start bit of a signal', MAX_BYTES * 8 - 1);
    tokens.mark('|');
    const bitCount = tokens.wholeNumber('the length of a signal in bits', MAX_BITS * 8);
    tokens.mark('@');
    const order = tokens.word('the byte order and sign of a signal, such as "1+",');
    const { factor, offset } = this.#readScale();
    this.#skipRange();
    const unit = tokens.text('the unit of a signal, in quotes,');
    // Longer ones hold bytes, not a number.
    if (bitCount === 0 || bitCount > MAX_BITS) return;
    this.#last?.signals.push({
      name,
      startBit,
      bitCount,
      isBigEndian: order.startsWith('0'),
      type: order.endsWith('-') ? 'signed' : 'unsigned',
      factor,
      offset,
      unit,
      texts: new Map(),
      multiplexed: null,
      plainMux: mux.startsWith('m') ? Number.parseInt(mux.slice(1), 10) : null,
      isSwitch: mux.endsWith('M'),
    });
  }

  #readMux(): string {
    const mux = this.#tokens.word('"M", "m" with a number, or ":"');
    if (!/^(M|m\d{1,10}M?)$/.test(mux)) this.#tokens.fail('"M", or "m" with a number,', -1);
    this.#tokens.mark(':');
    return mux;
  }

  #readScale(): { factor: number; offset: number } {
    const tokens = this.#tokens;
    tokens.mark('(');
    const factor = tokens.number('the factor of a signal');
    tokens.mark(',');
    const offset = tokens.number('the offset of a signal');
    tokens.mark(')');
    return { factor, offset };
  }

  #skipRange(): void {
    const tokens = this.#tokens;
    tokens.mark('[');
    tokens.number('the least value of a signal');
    tokens.mark('|');
    tokens.number('the greatest value of a signal');
    tokens.mark(']');
  }

  /** `VAL_ 2024 Gear 0 "Neutral" 1 "Drive" ;`; of environment variables it has no id. */
  #readTexts(): void {
    const tokens = this.#tokens;
    if (!/^\d/.test(tokens.peek().value)) {
      tokens.skipStatement();
      return;
    }
    const signal = this.#signalOf();
    while (!tokens.isAtEnd && !tokens.takes(';')) {
      const value = tokens.number('a value');
      const text = tokens.text('the text of a value, in quotes,');
      signal?.texts.set(value, text);
    }
  }

  /** `SIG_VALTYPE_ 2024 Torque : 1;` */
  #readFloatType(): void {
    const tokens = this.#tokens;
    const signal = this.#signalOf();
    tokens.takes(':');
    const type = FLOAT_TYPES[tokens.wholeNumber('a type of value', 3)];
    if (signal && type && type !== 'unsigned') signal.type = requireWidth(signal, type);
    tokens.mark(';');
  }

  /** `SG_MUL_VAL_ 2024 Torque Mode 3-5, 7-7;` */
  #readRanges(): void {
    const tokens = this.#tokens;
    const message = this.#messageOf();
    const signal = signalNamed(message, tokens.word('the name of a signal'));
    const by = signalNamed(message, tokens.word('the name of the signal that switches'));
    const ranges: (readonly [number, number])[] = [];
    while (!tokens.isAtEnd && !tokens.takes(';')) {
      const [from, to] = tokens.word('a range such as 3-5').split('-', 2).map(Number);
      if (!(from <= to)) tokens.fail('a range such as 3-5', -1);
      ranges.push([from, to]);
      tokens.takes(',');
    }
    if (signal && by) signal.multiplexed = { by, ranges };
  }

  #messageOf(): DraftMessage | undefined {
    const key = this.#tokens.wholeNumber('the id of a message', MAX_ID);
    return this.#messages.get(messageKey(key & 0x1fffffff, key >= 0x80000000));
  }

  #signalOf(): DraftSignal | undefined {
    const message = this.#messageOf();
    return signalNamed(message, this.#tokens.word('the name of a signal'));
  }
}

const signalNamed = (message: DraftMessage | undefined, name: string): DraftSignal | undefined =>
  message?.signals.find((signal) => signal.name === name);

/** A float has 32 bits and a double 64; any other length is a slip of the file, and the bits stay a number. */
const requireWidth = ({ bitCount, type }: DraftSignal, float: 'float' | 'double'): CanSignal['type'] =>
  bitCount === (float === 'float' ? 32 : 64) ? float : type;

/** Simple multiplexing names no switch: it is the one signal marked `M`. A switch that switches itself is an error. */
function tieMultiplexed({ name, signals }: DraftMessage): void {
  const root = signals.find(({ isSwitch, plainMux }) => isSwitch && plainMux === null);
  for (const signal of signals) {
    if (signal.plainMux !== null && signal.multiplexed === null && root) {
      signal.multiplexed = { by: root, ranges: [[signal.plainMux, signal.plainMux]] };
    }
  }
  for (const signal of signals) {
    let by: CanSignal | undefined = signal.multiplexed?.by;
    for (let depth = 0; by; depth++, by = by.multiplexed?.by) {
      if (depth > signals.length)
        throw new DatabaseError(`Signals of the message ${name} switch each other in a circle.`);
    }
  }
}
