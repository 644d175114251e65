import { arxmlElementsOf } from './arxml-elements.ts';
import { FRAME_ELEMENTS, framesIn } from './arxml-frames.ts';
import { MESSAGE_ELEMENTS, messagesIn } from './arxml-messages.ts';
import { type CanDatabase, DatabaseError } from './can-database.ts';
import type { MessageCatalogue } from './message-catalogue.ts';

/** Either may be empty: an extract for logs has no frames, and a system description seldom messages. */
interface ArxmlDescription {
  database: CanDatabase;
  catalogue: MessageCatalogue;
}

const WANTED: ReadonlySet<string> = new Set([...FRAME_ELEMENTS, ...MESSAGE_ELEMENTS]);

/** Reads an AUTOSAR 4 file: frames of CAN, of one cluster or of all, and DLT's non-verbose messages. Throws `DatabaseError`. */
export function readArxml(source: string, cluster: string | null = null): ArxmlDescription {
  const elements = arxmlElementsOf(source, WANTED);
  const messages = framesIn(elements, cluster);
  const named = messagesIn(elements);
  if (messages.size === 0 && named.size === 0) {
    throw new DatabaseError('It describes neither a frame of CAN nor a message of DLT (of AUTOSAR 4; 3 is not read).');
  }
  return { database: { messages }, catalogue: { messages: named } };
}
