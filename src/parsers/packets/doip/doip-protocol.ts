import { FrameSources, NO_CHANNEL } from '../../frames/frame-sources.ts';
import { Flag, Kind, type RecordBatch } from '../../record-batch.ts';
import { Network, type SourceTable } from '../../source-table.ts';
import { type CarriedMessage, type MessageProtocol, openRecord, type RecordPlace } from '../carried-message.ts';
import { setBytes } from '../text-record.ts';
import { DOIP_HEADER_BYTES, doipLengthAt, PayloadType } from './doip-header.ts';
import { senderAddressAt } from './doip-text.ts';
import { KnownTexts } from './known-texts.ts';

/** Source and target address before the diagnostic data. */
const ADDRESS_BYTES = 4;

/**
 * Diagnostics over IP (ISO 13400-2). A diagnostic message is a frame whose payload is what the tester or the ECU said; the
 * protocol's own messages are text.
 */
export class DoipProtocol implements MessageProtocol {
  readonly lengthAt = doipLengthAt;
  readonly #sources: FrameSources;
  readonly #texts = new KnownTexts();
  readonly #nobody: number;

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
    this.#nobody = sources.intern('DoIP', '', '', Network.doip);
  }

  append(message: CarriedMessage, place: RecordPlace, out: RecordBatch): boolean {
    const { bytes, view, from, to } = message;
    const type = view.getUint16(from + 2);
    const at = from + DOIP_HEADER_BYTES;
    const i = openRecord(out, place);
    out.source[i] = this.#senderOf(type, message);
    if (message.isCut) out.flags[i] |= Flag.textCut;
    if (type === PayloadType.diagnosticMessage && to - at >= ADDRESS_BYTES) {
      out.kind[i] = Kind.frame;
      out.frameCount++;
      out.id[i] = view.getUint32(at);
      setBytes(out, i, { bytes, from: at + ADDRESS_BYTES, to });
    } else {
      const text = this.#texts.textOf(type, bytes.subarray(at, to));
      setBytes(out, i, { bytes: text, from: 0, to: text.length });
    }
    return true;
  }

  #senderOf(type: number, { view, from, to }: CarriedMessage): number {
    const addressAt = senderAddressAt(type);
    const at = from + DOIP_HEADER_BYTES + addressAt;
    if (addressAt < 0 || at + 2 > to) return this.#nobody;
    return this.#sources.sourceOf(this.#sources.channel(Network.doip, NO_CHANNEL), view.getUint16(at), false);
  }
}
