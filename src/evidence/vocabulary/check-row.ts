import { isFaultKind } from '../kinds/fault-kinds.ts';
import { withWords } from './compile-vocabulary.ts';
import { DECODERS } from './decoders.ts';
import { isMarker, isPhase, isRole, isState, MARKER_LIST, PHASE_LIST, ROLE_LIST, STATE_LIST } from './finding-words.ts';
import { defectOf } from './linear-pattern.ts';
import { isFormat, parseTemplate, placeholdersOf } from './text-template.ts';
import { VocabularyError } from './vocabulary-error.ts';
import type { FaultTemplate, Row, VocabularyFile } from './vocabulary-file.ts';

/** Throws `VocabularyError` for what the shape of a row does not tell. */
export function checkRow(row: Row, file: VocabularyFile, fileName: string): void {
  const check = new RowCheck(row, file, fileName);
  check.patterns();
  check.references();
  check.templates();
  check.words();
}

class RowCheck {
  readonly #row: Row;
  readonly #file: VocabularyFile;
  readonly #fileName: string;

  constructor(row: Row, file: VocabularyFile, fileName: string) {
    this.#row = row;
    this.#file = file;
    this.#fileName = fileName;
  }

  patterns(): void {
    const { pattern, unless, where, also = [] } = this.#row;
    const named = { pattern, unless, where, ...Object.fromEntries(also.map((text, i) => [`also.${i}`, text])) };
    for (const [field, source] of Object.entries(named)) if (source !== undefined) this.#pattern(field, source);
  }

  references(): void {
    const { decode, lookups = [], fault, phase, outcome, series, boot, watch } = this.#row;
    if (!(fault || phase || outcome || series || boot || watch)) {
      this.#fail('', 'says nothing: give it a fault, phase, outcome, series, boot or watch.');
    }
    if (decode !== undefined && !Object.hasOwn(DECODERS, decode)) {
      this.#fail('decode', `there is no "${decode}": the functions are ${Object.keys(DECODERS).join(', ')}.`);
    }
    for (const { in: table } of lookups) {
      if (!Object.hasOwn(this.#file.tables ?? {}, table))
        this.#fail('lookups', `there is no table "${table}": add it to "tables".`);
    }
  }

  templates(): void {
    const { fault, phase, outcome, series } = this.#row;
    const all = { ...fault?.facts, ...fault, phase, outcome, ...series, facts: undefined };
    for (const [field, text] of Object.entries(all)) {
      for (const { name, format } of [text ?? []].flat().flatMap((one) => placeholdersOf(parseTemplate(one)))) {
        if (format !== undefined && !isFormat(format))
          this.#fail(field, `there is no format "${format}" for {${name}}: use number, upper, lower, slot or hex.`);
        if (!this.#isGiven(name, field))
          this.#fail(field, `nothing gives a value for {${name}}: name a group of the pattern so, or look it up.`);
      }
    }
  }

  words(): void {
    const { fault, phase, outcome } = this.#row;
    if (fault) this.#faultWords(fault);
    for (const text of [phase ?? []].flat()) this.#phaseWords(text);
    for (const text of [outcome ?? []].flat()) this.#outcomeWords(text);
  }

  #phaseWords(text: string): void {
    const [step, state = ''] = text.split(' ');
    if (step.includes('{')) return;
    if (!isPhase(step)) this.#fail('phase', `there is no phase "${step}": use ${PHASE_LIST}.`);
    if (!state.includes('{') && !isState(state)) this.#fail('phase', `"${text}" needs a state: ${STATE_LIST}.`);
  }

  #outcomeWords(text: string): void {
    const [marker] = text.split(' ');
    if (!marker.includes('{') && !isMarker(marker))
      this.#fail('outcome', `there is no outcome "${marker}": use ${MARKER_LIST}.`);
  }

  #faultWords({ kind, role, title }: FaultTemplate): void {
    for (const name of this.#possible(kind)) {
      const isKnown = isFaultKind(name) || Object.hasOwn(this.#file.kinds ?? {}, name);
      if (!isKnown)
        this.#fail(
          'fault.kind',
          `there is no kind "${name}": use one of "argus vocabulary kinds", or declare it under "kinds".`,
        );
    }
    for (const name of this.#possible(role))
      if (!isRole(name)) this.#fail('fault.role', `there is no role "${name}": use ${ROLE_LIST}.`);
    for (const { name, format } of [title].flat().flatMap((text) => placeholdersOf(parseTemplate(text)))) {
      const isSafe =
        name === 'code' || format === 'number' || this.#columns().has(name) || this.#row.decode !== undefined;
      if (!isSafe)
        this.#fail(
          'fault.title',
          `{${name}} are words of the line, which may be hostile: put them into "facts", or look them up in a table.`,
        );
    }
  }

  /** Every text that a template of one word may become. */
  #possible(template: string | string[]): string[] {
    return [template].flat().flatMap((text) => {
      const placeholders = placeholdersOf(parseTemplate(text));
      return placeholders.length === 0 ? [text] : placeholders.flatMap(({ name }) => this.#columnValues(name));
    });
  }

  #tables() {
    return (this.#row.lookups ?? []).flatMap(({ in: name }) => Object.values(this.#file.tables?.[name] ?? {}));
  }

  #columnValues(column: string): string[] {
    return this.#tables().flatMap((row) => {
      if (row === null) return [];
      const value = typeof row === 'string' ? { is: row } : row;
      return Object.hasOwn(value, column) ? [String(value[column as 'is'])] : [];
    });
  }

  #columns(): Set<string> {
    return new Set(
      this.#tables().flatMap((row) => (row === null ? [] : typeof row === 'string' ? ['is'] : Object.keys(row))),
    );
  }

  /** Decoders give what they give; all else has a group or a column. */
  #isGiven(name: string, field: string): boolean {
    if (this.#row.decode !== undefined || this.#columns().has(name)) return true;
    if (field === 'title' && name === 'code') return true;
    return [this.#row.pattern, ...(this.#row.also ?? [])].some((source) =>
      withWords(source, this.#file.words).includes(`(?<${name}>`),
    );
  }

  #pattern(field: string, source: string): void {
    const whole = withWords(source, this.#file.words);
    const missing = /\{([A-Z][A-Z0-9_]*)\}/.exec(whole)?.[1];
    if (missing !== undefined) this.#fail(field, `there is no word ${missing}: add it to "words".`);
    const defect = defectOf(whole);
    if (defect !== undefined)
      this.#fail(
        field,
        `the pattern is not one that Argus can run in linear time (${defect}): mend it; look-around and back references are not possible.`,
      );
  }

  #fail(field: string, what: string): never {
    throw new VocabularyError(this.#fileName, [`row "${this.#row.id}"`, field].filter(Boolean).join(': '), what);
  }
}
