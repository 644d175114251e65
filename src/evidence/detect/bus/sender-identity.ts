/** A sender of diagnostic messages. */
export interface SenderIdentity {
  source: number;
  bus: string;
  id: number;
  isExtendedId: boolean;
  address: number;
  /** Over DoIP `id` is the logical address of the sender and `address` that of the receiver. */
  isDoip: boolean;
}
