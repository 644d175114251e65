declare module 'seek-bzip' {
  interface Bunzip {
    /** Throws what the decoder met; blocks before it went to `output`. */
    decode(input: Uint8Array, output: { writeByte(byte: number): void }, isMultistream?: boolean): void;
  }
  const bunzip: Bunzip;
  export default bunzip;
}
