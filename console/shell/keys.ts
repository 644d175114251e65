import { useLayoutEffect } from 'preact/hooks';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TYPING = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

/** Keys work wherever the reader is, but not while he types, and never with a modifier that belongs to the browser. */
export function useKeys(keys: KeyMap): void {
  // Not after the next frame: a key that follows at once acts on what the last one has changed.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      if (event.ctrlKey || event.metaKey || event.altKey || (target && TYPING.has(target.tagName))) return;
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [keys]);
}

/** Puts the cursor into the first search field of the page. */
export const focusSearch = (): void => document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
