import { DATA_TYPE_ELEMENTS, type DataType, dataTypeOf } from './arxml-data-types.ts';
import { type ArxmlElement, type ArxmlElements, allIn, numberIn, textIn } from './arxml-elements.ts';
import { DatabaseError } from './can-database.ts';
import type { MessagePart, NamedMessage, ValueCount, ValueType } from './message-catalogue.ts';

/** What `messagesIn` looks for, and follows references to. */
export const MESSAGE_ELEMENTS = ['DLT-ECU', 'DLT-CONTEXT', 'DLT-MESSAGE', ...DATA_TYPE_ELEMENTS] as const;

const LEVEL = /^(?:DLT_)?(?:LOG_)?(FATAL|ERROR|WARN|INFO|DEBUG|VERBOSE)$/;
const MAX_ECUS = 256;
/** Whose layout the file leaves open: the rest of the payload is shown as it is. */
const OPEN: MessagePart = { value: { kind: 'raw', bytes: 1, count: 'rest' } };

/**
 * DLT's non-verbose messages of a log and trace extract (AUTOSAR FO TPS_LogAndTraceExtract; in files before R21-11, which
 * know no contexts, too): by message id, one for each element that has it.
 */
export function messagesIn(elements: ArxmlElements): Map<number, NamedMessage[]> {
  const writers = writersIn(elements);
  const messages = new Map<number, NamedMessage[]>();
  for (const element of elements.named('DLT-MESSAGE')) {
    const id = numberIn(element, 'MESSAGE-ID');
    if (!Number.isInteger(id) || id < 0 || id > 0xffffffff) continue;
    const { ecus, app, context } = writers.get(element) ?? NOBODY;
    const message = { ecus, app, context, info: infoOf(element), parts: partsOf(elements, element) };
    const others = messages.get(id);
    if (others) others.push(message);
    else messages.set(id, [message]);
  }
  return messages;
}

/** Who writes a message. Of several only what they share is known. */
interface Writers {
  ecus: ReadonlySet<string>;
  app: string;
  context: string;
}

/** An ECU has applications, an application contexts, and a context messages. */
function writersIn(elements: ArxmlElements): Map<ArxmlElement, Writers> {
  const users = usersOfContexts(elements);
  const writers = new Map<ArxmlElement, Writers>();
  for (const context of elements.named('DLT-CONTEXT')) {
    const own = { ...(users.get(context) ?? NOBODY), context: textIn(context, 'CONTEXT-ID') };
    for (const message of elements.allReferred(context, ...MESSAGES_OF_CONTEXT)) addWriters(writers, message, own);
  }
  return writers;
}

const NOBODY: Writers = { ecus: new Set(), app: '', context: '' };
const MESSAGES_OF_CONTEXT = ['DLT-MESSAGES', 'DLT-MESSAGE-REF-CONDITIONAL', 'DLT-MESSAGE-REF'] as const;
const CONTEXTS_OF_APPLICATION = ['CONTEXTS', 'DLT-CONTEXT-REF-CONDITIONAL', 'DLT-CONTEXT-REF'] as const;

function usersOfContexts(elements: ArxmlElements): Map<ArxmlElement, Writers> {
  const ecus = elements.named('DLT-ECU');
  if (ecus.length > MAX_ECUS) throw new DatabaseError(`It describes more than ${MAX_ECUS} ECUs.`);
  const users = new Map<ArxmlElement, Writers>();
  for (const ecu of ecus) {
    const id = textIn(ecu, 'ECU-ID');
    for (const application of allIn(ecu, 'APPLICATIONS', 'DLT-APPLICATION')) {
      const user = { ecus: new Set(id === '' ? [] : [id]), app: textIn(application, 'APPLICATION-ID'), context: '' };
      for (const context of elements.allReferred(application, ...CONTEXTS_OF_APPLICATION))
        addWriters(users, context, user);
    }
  }
  return users;
}

function addWriters(writers: Map<ArxmlElement, Writers>, of: ArxmlElement, more: Writers): void {
  const known = writers.get(of);
  const both = known && {
    ecus: known.ecus.union(more.ecus),
    app: known.app === more.app ? known.app : '',
    context: known.context === more.context ? known.context : '',
  };
  writers.set(of, both ?? more);
}

function infoOf(message: ArxmlElement): string {
  const info = textIn(message, 'MESSAGE-TYPE-INFO');
  const level = LEVEL.exec(info.toUpperCase())?.[1];
  return level ? `DLT_LOG_${level}` : info;
}

/** A message without a text of its own is called by its short name: numbers alone say nothing. */
function partsOf(elements: ArxmlElements, message: ArxmlElement): MessagePart[] {
  const parts = allIn(message, 'DLT-ARGUMENTS', 'DLT-ARGUMENT').flatMap((each) => partsOfArgument(elements, each));
  const isNamed = parts.some((part) => 'text' in part);
  return isNamed ? parts : [{ text: textIn(message, 'SHORT-NAME') }, ...parts];
}

/** A text, a value, or a structure of arguments; `arxmlElementsOf` bounds how deep. */
function partsOfArgument(elements: ArxmlElements, argument: ArxmlElement): MessagePart[] {
  if (isTrue(argument, 'PREDEFINED-TEXT')) return [{ text: textOfArgument(argument) }];
  const entries = allIn(argument, 'DLT-ARGUMENT-ENTRYS', 'DLT-ARGUMENT');
  const [representation] = allIn(argument, 'NETWORK-REPRESENTATION');
  if (entries.length > 0) {
    return representation ? [OPEN] : entries.flatMap((entry) => partsOfArgument(elements, entry));
  }
  const value = valueTypeOf(dataTypeOf(elements, representation), countOf(argument));
  return [value ? { value } : OPEN];
}

/** The schema has one place for it: the description, in some language. */
const textOfArgument = (argument: ArxmlElement): string =>
  textIn(argument, 'DESC', 'L-2') || textIn(argument, 'LONG-NAME', 'L-4') || textIn(argument, 'SHORT-NAME');

function countOf(argument: ArxmlElement): ValueCount {
  if (isTrue(argument, 'VARIABLE-LENGTH')) return 'sent';
  const length = numberIn(argument, 'LENGTH');
  return Number.isInteger(length) && length > 0 ? length : 'one';
}

const isTrue = (argument: ArxmlElement, name: string): boolean => /^(?:true|1)$/.test(textIn(argument, name));

function valueTypeOf({ encoding, bits, texts, unit }: DataType, count: ValueCount): ValueType | undefined {
  const isWhole = Number.isInteger(bits) && bits >= 8 && bits <= 64 && bits % 8 === 0;
  return encoding && isWhole ? { kind: encoding, bytes: bits / 8, count, texts, unit } : undefined;
}
