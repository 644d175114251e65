import type { FaultRole, Vocabulary } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { FaultSeed, LineFinding, LineView } from '../line-finding.ts';

/** A fault in Argus' words. `title` holds no raw log text; what came from the line stands in `facts` or `code`. */
export interface FaultText {
  kind: FaultKind;
  role: FaultRole;
  title: string;
  code?: string | null;
  facts?: Record<string, string | number>;
}

export type LineReading = Omit<LineFinding, 'fault'> & { fault?: FaultText };

export interface LineRule {
  /** Lower-case words of letters (`mmcblk` of `mmcblk0`); a line without any of them is never matched. */
  anchors: readonly string[];
  /** Linear: no nested or adjacent unbounded repeats. */
  pattern: RegExp;
  /** Lines that look alike and mean nothing. */
  unless?: RegExp;
  /** What the match says; a function gives undefined when it says nothing at all, `{}` when only this value is harmless. */
  gives: LineReading | ((match: RegExpExecArray, line: LineView) => LineReading | LineReading[] | undefined);
}

/** Rules from one public source of meanings, in order of preference. */
export interface RuleBook {
  vocabulary: Vocabulary;
  /** Consulted for a fault only while no other book has one: plain words that typed vocabularies say better. */
  isFallback?: boolean;
  rules: readonly LineRule[];
}

/** The value decides whether a line of this shape is a fault, and this value is harmless. */
export const WATCH: LineReading = {};

export function seedOf(fault: FaultText, vocabulary: Vocabulary, line: LineView): FaultSeed {
  const { ecu, app, context } = line;
  const { kind, role, title, code = null, facts = {} } = fault;
  return { kind, vocabulary, code, role, ecu, app, context, title, facts };
}
