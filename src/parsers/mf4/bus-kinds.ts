import { Flag } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { Channel } from './channel.ts';

/** What the records of a bus event group are: by the name of the channel that holds the event's parts. */
export interface BusKind {
  network: Network;
  flags: number;
  /** The part that names the frame. */
  id: string;
}

const can = (flags = 0): BusKind => ({ network: Network.can, flags, id: 'ID' });
const lin = (flags = 0): BusKind => ({ network: Network.lin, flags, id: 'ID' });
const flexray = (flags = 0): BusKind => ({ network: Network.flexray, flags, id: 'ID' });
const ethernet = (flags = 0): BusKind => ({ network: Network.ethernet, flags, id: 'EtherType' });

/** Event names of ASAM's associated standard for bus logging. */
const KINDS: Readonly<Record<string, BusKind>> = {
  CAN_DataFrame: can(),
  CAN_RemoteFrame: can(Flag.remote),
  CAN_ErrorFrame: can(Flag.errorFrame),
  CAN_OverloadFrame: can(Flag.errorFrame),
  LIN_Frame: lin(),
  LIN_ChecksumError: lin(Flag.errorFrame),
  LIN_ReceiveError: lin(Flag.errorFrame),
  LIN_SyncError: lin(Flag.errorFrame),
  LIN_SynchronizationError: lin(Flag.errorFrame),
  LIN_TransmissionError: lin(Flag.errorFrame),
  FLX_Frame: flexray(),
  FLX_NullFrame: flexray(),
  ETH_Frame: ethernet(),
  ETH_ChecksumError: ethernet(Flag.errorFrame),
  ETH_LengthError: ethernet(Flag.errorFrame),
  ETH_ReceiveError: ethernet(Flag.errorFrame),
};

/** The event of a group and its parts by their short names (`ID` of `CAN_DataFrame.ID`); undefined where it is none. */
export function findBusEvent(channels: readonly Channel[]): { kind: BusKind; parts: Map<string, Channel> } | undefined {
  for (const { name, parts } of channels) {
    const kind = parts.length > 0 ? KINDS[name] : undefined;
    if (kind)
      return { kind, parts: new Map(parts.map((part) => [part.name.slice(part.name.lastIndexOf('.') + 1), part])) };
  }
}
