import { effect, signal } from '@preact/signals';

const KEY = 'argus-theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const stored = (): Theme => THEMES.find((each) => each === localStorage.getItem(KEY)) ?? 'system';

/** A reader's own taste: kept by the browser, and no part of an address that is sent to others. */
export const theme = signal<Theme>(stored());

export const nextTheme = (): void => {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length];
};

effect(() => {
  document.documentElement.style.colorScheme = theme.value === 'system' ? 'light dark' : theme.value;
  localStorage.setItem(KEY, theme.value);
});
