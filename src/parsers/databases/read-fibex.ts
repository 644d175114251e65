import { DatabaseError } from './can-database.ts';
import type { MessageCatalogue, MessagePart, NamedMessage, ValueType } from './message-catalogue.ts';
import { type XmlToken, xmlTokensOf } from './xml-tokens.ts';

/** `ID_4711`, the id of a frame. */
const FRAME_ID = /^ID_(\d{1,10})$/;
/** `S_UINT16`, `S_STRG_UTF8`: the base types of the DLT profile; bits are in the name. */
const BASE_TYPE = /^S_(BOOL|SINT|UINT|FLOA|STRG|RAW)D?(?:_(?:ASCII|UTF8))?(\d{0,2})$/;
const KINDS = { BOOL: 'bool', SINT: 'sint', UINT: 'uint', FLOA: 'float', STRG: 'string', RAW: 'raw' } as const;

interface Pdu {
  description: string;
  signals: string[];
}

interface Frame {
  id: string;
  pdus: string[];
  facts: Map<string, string>;
}

/**
 * Reads a FIBEX file of DLT's non-verbose messages: frames named `ID_<message id>`, their PDUs (a description, or signals
 * of the base types), and the manufacturer's extension with application, context and level. Throws `DatabaseError`.
 */
export function readFibex(source: string): MessageCatalogue {
  const draft = new FibexDraft();
  for (const token of xmlTokensOf(source)) draft.take(token);
  const messages = draft.messages();
  if (messages.size === 0)
    throw new DatabaseError('It names no message of DLT (there is no FRAME with an id such as ID_4711 in it).');
  return { messages };
}

class FibexDraft {
  readonly #pdus = new Map<string, Pdu>();
  readonly #frames: Frame[] = [];
  #pdu: Pdu | undefined;
  #frame: Frame | undefined;
  #element = '';

  take(token: XmlToken): void {
    if (token.kind === 'open') this.#open(token.name, token.attributes);
    else if (token.kind === 'close') this.#close(token.name);
    else this.#text(token.text);
  }

  messages(): Map<number, [NamedMessage]> {
    const messages = new Map<number, [NamedMessage]>();
    for (const { id, pdus, facts } of this.#frames) {
      const number = FRAME_ID.exec(id)?.[1];
      if (number === undefined || Number(number) > 0xffffffff) continue;
      const message: NamedMessage = {
        ecus: new Set(),
        app: facts.get('APPLICATION_ID') ?? '',
        context: facts.get('CONTEXT_ID') ?? '',
        info: facts.get('MESSAGE_INFO') ?? '',
        parts: pdus.flatMap((pdu) => partsOf(this.#pdus.get(pdu))),
      };
      messages.set(Number(number), [message]);
    }
    return messages;
  }

  #open(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#element = name;
    if (name === 'PDU') {
      this.#pdu = { description: '', signals: [] };
      this.#pdus.set(attributes.get('ID') ?? '', this.#pdu);
    } else if (name === 'FRAME') {
      this.#frame = { id: attributes.get('ID') ?? '', pdus: [], facts: new Map() };
      this.#frames.push(this.#frame);
    } else if (name === 'SIGNAL-REF') this.#pdu?.signals.push(attributes.get('ID-REF') ?? '');
    else if (name === 'PDU-REF') this.#frame?.pdus.push(attributes.get('ID-REF') ?? '');
  }

  #close(name: string): void {
    this.#element = '';
    if (name === 'PDU') this.#pdu = undefined;
    else if (name === 'FRAME') this.#frame = undefined;
  }

  #text(text: string): void {
    if (this.#element === 'DESC' && this.#pdu) this.#pdu.description = text;
    else this.#frame?.facts.set(this.#element, text);
  }
}

/** A PDU with signals is a value; one without is the text that its description is. */
function partsOf(pdu: Pdu | undefined): MessagePart[] {
  if (pdu === undefined) return [];
  const values = pdu.signals.map(valueTypeOf).filter((value) => value !== undefined);
  return values.length > 0 ? values.map((value) => ({ value })) : [{ text: pdu.description }];
}

function valueTypeOf(reference: string): ValueType | undefined {
  const [found, base, bits] = BASE_TYPE.exec(reference) ?? [];
  if (found === undefined) return undefined;
  const kind = KINDS[base as keyof typeof KINDS];
  if (kind === 'string' || kind === 'raw') return { kind, bytes: 1, count: 'sent' };
  return { kind, bytes: kind === 'bool' ? 1 : Number(bits) / 8, count: 'one' };
}
