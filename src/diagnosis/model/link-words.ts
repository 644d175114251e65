import type { ClaimCheck, EvidenceItem } from '#src/report/report.ts';
import type { ClaimBasis } from '../gate.ts';
import type { Link } from './answer-line.ts';

/** How a link reads between two lines, and what of it code has checked. */
interface LinkWords {
  words: string;
  check: ClaimCheck;
}

interface Linked {
  from: EvidenceItem;
  to: EvidenceItem;
  /** Evidence that the rules count for the hypothesis. */
  own: readonly string[];
  basis: ClaimBasis;
}

/** Undefined where code finds that the link does not hold, or cannot find that it does and it would have to. */
const LINKS: Record<Link, (linked: Linked) => LinkWords | undefined> = {
  before: (linked) =>
    isInOrder(linked)
      ? { words: 'was logged before', check: { checked: ['order'], notChecked: ['meaning'] } }
      : undefined,
  'may-have-caused': (linked) => {
    if (isInOrder(linked)) return { words: 'may have led to', check: { checked: ['order'], notChecked: ['cause'] } };
    const words = 'may have led, in an order that the logs do not prove, to';
    return isBackwards(linked) || linked.from.quote === null
      ? undefined
      : { words, check: { checked: [], notChecked: ['order', 'cause'] } };
  },
  'agrees-with': (linked) =>
    isFromAnotherEcu(linked)
      ? { words: 'agrees with', check: { checked: ['ecus'], notChecked: ['meaning'] } }
      : undefined,
};

export const linkWords = (link: Link, linked: Linked): LinkWords | undefined =>
  linked.from.id === linked.to.id ? undefined : LINKS[link](linked);

const isInOrder = ({ from, to, basis }: Linked): boolean => basis.isClearlyAfter(to.id, from.id);

const isBackwards = ({ from, to, basis }: Linked): boolean => basis.isClearlyAfter(from.id, to.id);

/** Two ECUs that are named, both counted for the cause by the rules. */
const isFromAnotherEcu = ({ from, to, own }: Linked): boolean =>
  from.ecu !== '' && to.ecu !== '' && from.ecu !== to.ecu && own.includes(from.id) && own.includes(to.id);
