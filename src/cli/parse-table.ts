import { type Palette, paletteFor, printable } from './colour.ts';
import type { Io } from './command.ts';
import type { FaultSummary, LifecycleSummary, ParseSummary } from './parse-summary.ts';

const SOURCES_SHOWN = 5;
const FAULTS_SHOWN = 8;
const SERIES_SHOWN = 12;
const LABEL_WIDTH = 11;

/** What was read of one stream, for a person: a heading and one labelled line per fact. */
export function parseTable(summary: ParseSummary, io: Io): string {
  const paint = paletteFor(io.stdout, io.env);
  const name = [summary.file, summary.member].filter((part) => part !== undefined).join(' › ');
  const rows: [label: string, value: string][] = [
    ...(summary.format === null ? [] : readRows(summary, paint)),
    ...(summary.message === undefined ? [] : [['unread', paint.red(printable(summary.message))] as [string, string]]),
  ];
  return `${paint.bold(printable(name))}\n${rows.map(rowText).join('')}\n`;
}

const rowText = ([label, value]: [string, string]): string => `  ${label.padEnd(LABEL_WIDTH)}${value}\n`;

function readRows(summary: ParseSummary, paint: Palette): [string, string][] {
  const { format, container, sizeBytes, records } = summary;
  const rows: [string, string | null][] = [
    ['format', `${format}${container ? ` in ${container}` : ''}, ${sizeText(sizeBytes)}`],
    ['why', summary.formatReason],
    ['records', grouped(records)],
    ['damage', damageText(summary, paint)],
    ['passed', passedText(summary)],
    ['time', summary.firstTime && `${summary.firstTime} to ${summary.lastTime}`],
    [
      'levels',
      Object.entries(summary.levels)
        .map(([level, count]) => `${level} ${grouped(count)}`)
        .join(', '),
    ],
    ['sources', sourcesText(summary.sources)],
    ['boots', bootsText(summary.lifecycles)],
    ['faults', faultsText(summary.faults)],
    ['series', seriesText(summary.series)],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** A stream that could not be read to its end is not called whole. */
function damageText({ gaps, bytesSkipped, firstGap, message }: ParseSummary, paint: Palette): string | null {
  if (gaps === 0 || firstGap === null) return message === undefined ? 'none' : null;
  const places = `${grouped(gaps)} ${gaps === 1 ? 'place' : 'places'}, ${bytesText(bytesSkipped)} skipped`;
  const first = `${gaps === 1 ? '' : 'first '}at byte ${firstGap.offset} (${firstGap.reason.replaceAll('-', ' ')})`;
  return paint.yellow(`${places}, ${first}`);
}

/** Line ends are no news. */
function passedText({ nonRecords }: ParseSummary): string {
  return Object.entries(nonRecords)
    .filter(([kind]) => kind !== 'line-end')
    .map(([kind, { count, bytes }]) => `${kind} ${grouped(count)} (${bytesText(bytes)})`)
    .join(', ');
}

function sourcesText(sources: ParseSummary['sources']): string {
  const shown = sources.slice(0, SOURCES_SHOWN).map(({ ecu, app, context, records }) => {
    const name = [ecu, app, context].filter((part) => part !== '').join('/') || '(nameless)';
    return `${printable(name)} ${grouped(records)}`;
  });
  return [...shown, ...more(sources.length - SOURCES_SHOWN)].join(', ');
}

function bootsText(lifecycles: LifecycleSummary[]): string {
  const lost = lifecycles.reduce((sum, { lostMessages }) => sum + lostMessages, 0);
  const byEcu = Map.groupBy(lifecycles, ({ ecu }) => ecu);
  const counts = Array.from(byEcu, ([ecu, boots]) => `${printable(ecu) || '(nameless)'} ${boots.length}`);
  return [...counts, ...(lost > 0 ? [`${grouped(lost)} messages lost`] : [])].join(', ');
}

function faultsText(faults: FaultSummary[]): string {
  const shown = faults.slice(0, FAULTS_SHOWN).map(({ ecu, title, count, offset }) => {
    const times = count > 1 ? ` (${grouped(count)} times)` : '';
    const where = offset === null ? '' : `, first at byte ${offset}`;
    return `${printable(ecu ? `${ecu}: ${title}` : title)}${times}${where}`;
  });
  return [...shown, ...more(faults.length - FAULTS_SHOWN)].join(`\n${' '.repeat(2 + LABEL_WIDTH)}`);
}

function seriesText(series: ParseSummary['series']): string {
  const shown = series.slice(0, SERIES_SHOWN).map(({ name, unit, ecu, count, min, max }) => {
    const range = min === max ? `${short(min)}` : `${short(min)} to ${short(max)}`;
    return `${printable(`${ecu ? `${ecu}: ` : ''}${name} ${range} ${unit}`.trimEnd())} (${grouped(count)} times)`;
  });
  return [...shown, ...more(series.length - SERIES_SHOWN)].join(`\n${' '.repeat(2 + LABEL_WIDTH)}`);
}

const short = (value: number): number => Number(value.toPrecision(6));

const more = (count: number): string[] => (count > 0 ? [`${grouped(count)} more`] : []);

const bytesText = (bytes: number): string => `${grouped(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;

const grouped = (count: number): string => count.toLocaleString('en-US');

function sizeText(bytes: number): string {
  if (bytes < 1000) return bytesText(bytes);
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 3);
  return `${(bytes / 1000 ** power).toFixed(1)} ${['', 'kB', 'MB', 'GB'][power]}`;
}
