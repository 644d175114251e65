import { LEVELS, type Level } from './bins.ts';

/** Colours for a canvas, which knows no custom properties: as the page's own style has them at the moment. */
export interface Ink {
  level: Record<Level, string>;
  ink: string;
  soft: string;
  line: string;
  stripe: string;
  card: string;
  accent: string;
  bad: string;
  badWash: string;
  warn: string;
  good: string;
  goodWash: string;
  warnWash: string;
  font: string;
}

export function readInk(element: HTMLElement): Ink {
  const probe = document.createElement('span');
  element.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const level = Object.fromEntries(LEVELS.map((name) => [name, colour(`level-${name}`)])) as Record<Level, string>;
  const ink = {
    level,
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line'),
    stripe: colour('raised'),
    card: colour('card'),
    accent: colour('accent'),
    bad: colour('bad'),
    badWash: colour('bad-wash'),
    warn: colour('warn'),
    good: colour('good'),
    goodWash: colour('good-wash'),
    warnWash: colour('warn-wash'),
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return ink;
}
