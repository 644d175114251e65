import type { Report } from '../report.ts';

const WIDTH = 1_000;
const ORDER = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose', 'none'] as const;

/** How many records have which level, as a bar with its legend. */
export function levelsSvg({ levels }: Report): string {
  const used = ORDER.filter((level) => levels[level] > 0);
  const total = used.reduce((sum, level) => sum + levels[level], 0);
  if (total === levels.none) return '';
  let x = 0;
  const parts = used.map((level) => {
    // Three errors among a million records are what is looked for: none is too thin to be seen.
    const width = 6 + (levels[level] / total) * (WIDTH - 7 * used.length);
    const rect = `<rect class="level-${level}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="12"><title>${name(level)}: ${count(levels[level])}</title></rect>`;
    x += width + 1;
    return rect;
  });
  const legend = used.map(
    (level) => `<li><span class="key level-${level}"></span>${name(level)} ${count(levels[level])}</li>`,
  );
  return `<svg class="levels" viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" role="img" aria-label="Records by level">${parts.join('')}</svg>
<ul class="legend">${legend.join('')}</ul>`;
}

const name = (level: (typeof ORDER)[number]): string => (level === 'none' ? 'without a level' : level);
const count = (value: number): string => value.toLocaleString('en');
