import type { LineFinding, LineView } from '../detect/line-finding.ts';
import { isFaultKind } from '../kinds/fault-kinds.ts';
import type { Traits } from '../kinds/traits.ts';
import { DECODERS } from './decoders.ts';
import { isMarker, isPhase, isRole, isState } from './finding-words.ts';
import type { CompilePattern, Pattern } from './pattern.ts';
import { fillFirst, parseTemplate, type TextTemplate, type Values } from './text-template.ts';
import type { FaultTemplate, Row, SeriesTemplate, TableRow, VocabularyFile } from './vocabulary-file.ts';

/** A row ready to read lines. */
export interface LineRule {
  anchors: readonly string[];
  /** Read for a fault only where no other rule has found one. */
  isFallback: boolean;
  /** Undefined where the line is none of the row's; `[{}]` where only this value is harmless (`LineFinding`). */
  read(line: LineView): LineFinding[] | undefined;
}

/** The rows of a vocabulary, in order. `file` must have passed `checkVocabulary`. */
export function compileVocabulary(file: VocabularyFile, compile: CompilePattern): LineRule[] {
  const compiler = new RowCompiler(file, compile);
  return file.rows.map((row) => compiler.rule(row));
}

/** Puts the words of the vocabulary into a pattern; words may hold words that stand before them. */
export function withWords(pattern: string, words: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(words).reverse();
  return names.reduce((text, name) => text.replaceAll(`{${name}}`, () => `(?:${words[name]})`), pattern);
}

type Part = (values: Values, line: LineView) => LineFinding;

class RowCompiler {
  readonly #file: VocabularyFile;
  readonly #compile: CompilePattern;

  constructor(file: VocabularyFile, compile: CompilePattern) {
    this.#file = file;
    this.#compile = compile;
  }

  /** A row is made ready when it is first asked: most of them never are. */
  rule(row: Row): LineRule {
    let read: LineRule['read'] | undefined;
    const readRow = () => this.#reader(row);
    return {
      anchors: row.anchors,
      isFallback: (row.fallback ?? this.#file.fallback) === true,
      read(line) {
        read ??= readRow();
        return read(line);
      },
    };
  }

  #reader(row: Row): LineRule['read'] {
    const pattern = this.#pattern(row.pattern, row);
    const isOurs = this.#condition(row);
    const valuesOf = this.#valuesOf(row);
    const parts = this.#parts(row);
    const silence: LineFinding[] = row.watch ? [{}] : [];
    return (line) => {
      const found = pattern.find(line.text);
      if (found === undefined || !isOurs(line)) return undefined;
      const findings = valuesOf(found, line.text).map((values) =>
        Object.assign({}, ...parts.map((part) => part(values, line))),
      );
      const telling = findings.filter((finding) => Object.keys(finding).length > 0);
      return telling.length > 0 ? telling : silence;
    };
  }

  #pattern(source: string, { anyCase = false }: Row): Pattern {
    return this.#compile(withWords(source, this.#file.words), anyCase);
  }

  #condition(row: Row): (line: LineView) => boolean {
    const unless = row.unless === undefined ? undefined : this.#pattern(row.unless, row);
    const where = row.where === undefined ? undefined : this.#pattern(row.where, row);
    return ({ text, app, context }) =>
      unless?.test(text) !== true && where?.test(`${app} ${context} ${text}`) !== false;
  }

  #valuesOf(row: Row): (found: Values, text: string) => Values[] {
    const also = (row.also ?? []).map((source) => this.#pattern(source, row));
    const decode = row.decode === undefined ? undefined : DECODERS[row.decode];
    const lookUps = (row.lookups ?? []).map(({ in: name, by }) => lookUp(this.#file.tables?.[name] ?? {}, by));
    return (found, text) => {
      const values = Object.assign({}, ...also.map((pattern) => pattern.find(text)), found);
      const known = lookUpAll(values, lookUps);
      if (decode === undefined) return known;
      // What a decoder gives may be a key too.
      const decoded = known.flatMap((set) => decode(set, text).map((more) => ({ ...set, ...more })));
      return decoded.flatMap((set) => lookUpAll(set, lookUps));
    };
  }

  #parts({ fault, phase, outcome, series, boot }: Row): Part[] {
    return [
      ...(fault ? [this.#fault(fault)] : []),
      ...(phase ? [phasePart(phase)] : []),
      ...(outcome ? [outcomePart(outcome)] : []),
      ...(series ? [seriesPart(series)] : []),
      ...(boot ? [(): LineFinding => ({ boot: true })] : []),
    ];
  }

  #fault({ kind, role, title, code = [], facts = {} }: FaultTemplate): Part {
    const [kindOf, roleOf, codeOf, titleOf] = [kind, role, code, title].map(textOf);
    const factsOf = Object.entries(facts).map(([name, template]) => [name, templatesOf(template)] as const);
    const vocabulary = this.#file.name;
    return (values, { ecu, app, context }) => {
      const [name, as] = [kindOf(values), roleOf(values)];
      const code = codeOf(values) ?? null;
      const title = titleOf(code === null ? values : { ...values, code });
      if (name === undefined || !isRole(as) || title === undefined) return {};
      const traits = this.#traitsOf(name);
      const about = {
        kind: name,
        vocabulary,
        code,
        role: as,
        ecu,
        app,
        context,
        title,
        facts: filled(factsOf, values),
      };
      return { fault: traits ? { ...about, traits } : about };
    };
  }

  #traitsOf(kind: string): Traits | undefined {
    const { client, kinds = {} } = this.#file;
    const { means: _, ...own } = isFaultKind(kind) ? { means: '' } : (kinds[kind] ?? { means: '' });
    const traits: Traits = client ? { ...own, updateClient: true } : own;
    return Object.keys(traits).length > 0 ? traits : undefined;
  }
}

type LookUp = (values: Values) => TableRow | undefined;

function lookUp(table: Readonly<Record<string, TableRow>>, by: string): LookUp {
  return (values) => {
    const key = Object.hasOwn(values, by) ? String(values[by]) : '';
    const exact = [key, key.toLowerCase()].find((name) => Object.hasOwn(table, name));
    return exact === undefined ? undefined : table[exact];
  };
}

/** No values at all where a table says that the line means nothing. */
function lookUpAll(values: Values, lookUps: readonly LookUp[]): Values[] {
  let all = values;
  for (const find of lookUps) {
    const row = find(all);
    if (row === null) return [];
    if (row !== undefined) all = { ...all, ...(typeof row === 'string' ? { is: row } : row) };
  }
  return [all];
}

/** Longer values are cut: facts name things, they quote nothing. */
const MAX_FACT_CHARS = 80;

function filled(facts: readonly (readonly [string, TextTemplate[]])[], values: Values) {
  const known: Record<string, string | number> = {};
  for (const [name, templates] of facts) {
    const value = fillFirst(templates, values);
    if (value !== undefined) known[name] = typeof value === 'string' ? value.slice(0, MAX_FACT_CHARS) : value;
  }
  return known;
}

const templatesOf = (template: string | string[]): TextTemplate[] => [template].flat().map(parseTemplate);

const textOf = (template: string | string[]): ((values: Values) => string | undefined) => {
  const templates = templatesOf(template);
  return (values) => fillFirst(templates, values)?.toString();
};

function phasePart(template: string | string[]): Part {
  const text = textOf(template);
  return (values) => {
    const [phase, state] = text(values)?.split(' ') ?? [];
    return isPhase(phase) && isState(state) ? { phase: { phase, state } } : {};
  };
}

function outcomePart(template: string | string[]): Part {
  const text = textOf(template);
  return (values) => {
    const [marker, ...value] = text(values)?.split(' ') ?? [];
    return isMarker(marker) ? { outcome: { marker, value: value.length > 0 ? value.join(' ') : null } } : {};
  };
}

function seriesPart({ name, unit, value, per = '1' }: SeriesTemplate): Part {
  const [nameOf, perOf, numberOf] = [textOf(name), textOf(per), textOf(value)];
  return (values) => {
    const [series, divisor, number] = [nameOf(values), Number(perOf(values)), Number(numberOf(values) ?? Number.NaN)];
    if (series === undefined || !Number.isFinite(number / divisor)) return {};
    return { series: { name: series, unit, value: number / divisor } };
  };
}
