/** `DataView`s of the buffers lines lie in: the window and the scratch of one batch, over and over. */
export class ViewCache {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #otherBytes: Uint8Array = this.#bytes;
  #otherView: DataView = this.#view;

  of(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) this.#swap(bytes);
    return this.#view;
  }

  #swap(bytes: Uint8Array): void {
    const isKnown = bytes === this.#otherBytes;
    const view = isKnown ? this.#otherView : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#otherBytes = this.#bytes;
    this.#otherView = this.#view;
    this.#bytes = bytes;
    this.#view = view;
  }
}
