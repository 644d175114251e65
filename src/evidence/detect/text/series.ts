import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/** Labelled numbers worth a chart. A bare number is never taken: what it measures has to stand beside it. */
function reading(name: string, unit: string, value: number): LineReading | undefined {
  return Number.isFinite(value) ? { series: { name, unit, value } } : undefined;
}

const MEBIBYTES: Readonly<Record<string, number>> = { kb: 1 / 1024, kib: 1 / 1024, mb: 1, mib: 1, gb: 1024, gib: 1024 };

function memory([, label, text, unit]: RegExpExecArray): LineReading | undefined {
  const name = /free|avail/i.test(label ?? '') ? 'memory-free' : 'memory-used';
  if (unit === '%') return reading(`${name}-percent`, '%', Number(text));
  return reading(name, 'MiB', Number(text) * (MEBIBYTES[unit.toLowerCase()] ?? Number.NaN));
}

const rules: LineRule[] = [
  {
    anchors: ['cpu'],
    pattern:
      /\bcpu\d{0,3}(?:[ _-]?(?:load|usage|util(?:i[sz]ation)?|total))?\s{0,2}[:=]?\s{0,2}(\d{1,3}(?:\.\d{1,4})?) ?%/i,
    gives: ([, value]) => reading('cpu', '%', Number(value)),
  },
  {
    anchors: ['mem', 'memory', 'ram', 'memfree', 'memavailable'],
    pattern:
      /\b(?:mem(?:ory)?|ram)[ _-]?(used|usage|free|available|load)?\s{0,8}[:=]?\s{0,8}(\d{1,12}(?:\.\d{1,4})?) ?(%|[kmg]i?b\b)/i,
    gives: memory,
  },
  {
    anchors: ['voltage', 'vbat', 'ubat', 'vbatt'],
    pattern: /\b(?:voltage|vbatt?|ubat)(?: is)?\s{0,2}[:=]?\s{0,2}(\d{1,6}(?:\.\d{1,4})?) ?(mV|V)\b/i,
    gives: ([, value, unit]) => reading('voltage', 'V', Number(value) / (unit.toLowerCase() === 'mv' ? 1000 : 1)),
  },
  {
    anchors: ['temp', 'temperature'],
    pattern: /\btemp(?:erature)?(?: is)?\s{0,2}[:=]?\s{0,2}(-?\d{1,3}(?:\.\d{1,4})?) ?(?:°|deg(?:rees)? ?)?C\b/i,
    gives: ([, value]) => reading('temperature', '°C', Number(value)),
  },
];

export const series: RuleBook = { vocabulary: 'system', rules };
