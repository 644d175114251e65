import { type DiscoveryMessage, isGroupAddress } from './discovery-message.ts';

const MAX_RELATIONS = 4096;
/** Captures deliver packets out of order by less than this. */
const MAX_REORDERED = 4;

interface Relation {
  session: number;
  isAfterReboot: boolean;
}

/**
 * Who restarted, by reboot flag and session counter (AUTOSAR PRS_SOMEIPServiceDiscoveryProtocol, detection of reboots):
 * each sender counts per receiver, from 1 on, and sets the flag until that counter wraps.
 */
export class Restarts {
  /** By sender, then receiver. */
  readonly #relations = new Map<string, Map<string, Relation>>();
  #count = 0;

  /** Has anything gone from one to the other? */
  hasHeard(sender: string, receiver: string): boolean {
    return this.#relations.get(sender)?.has(receiver) ?? false;
  }

  /** `restarted` against what was heard before; `starts` with its first message to all. */
  take(sender: string, message: DiscoveryMessage): 'restarted' | 'starts' | 'goes on' {
    const { receiver, session, isAfterReboot } = message;
    if (session === 0) return 'goes on';
    const known = this.#relations.get(sender)?.get(receiver);
    const hasRestarted = known !== undefined && isRestart(known, message);
    if (hasRestarted) this.#forget(sender);
    this.#keep(sender, receiver, { session, isAfterReboot });
    if (hasRestarted) return 'restarted';
    return !known && session === 1 && isAfterReboot && isGroupAddress(receiver) ? 'starts' : 'goes on';
  }

  /** Its counters to all others start again, too. */
  #forget(sender: string): void {
    this.#count -= this.#relations.get(sender)?.size ?? 0;
    this.#relations.delete(sender);
  }

  #keep(sender: string, receiver: string, relation: Relation): void {
    const ofSender = this.#relations.get(sender) ?? new Map<string, Relation>();
    const isNew = !ofSender.has(receiver);
    if (isNew && this.#count >= MAX_RELATIONS) return;
    if (isNew) this.#count++;
    ofSender.set(receiver, relation);
    this.#relations.set(sender, ofSender);
  }
}

function isRestart(known: Relation, { session, isAfterReboot }: DiscoveryMessage): boolean {
  if (!isAfterReboot) return false;
  if (!known.isAfterReboot) return true;
  return session === 1 ? known.session > 1 : session + MAX_REORDERED < known.session;
}
