import type { ComponentChildren } from 'preact';
import { ApiTrouble } from '../api/client.ts';

/** Grey bars where text will be: nothing jumps when it comes. */
export function Loading({ lines = 5, what }: { lines?: number; what: string }) {
  return (
    <div class="loading" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class={`bar bar-${at % 4}`} />
      ))}
    </div>
  );
}

/** What went wrong in one sentence, and the one thing that can be done about it. */
export function Trouble({ error, again }: { error: Error; again?: () => void }) {
  const title = error instanceof ApiTrouble ? error.title : 'This part of the page failed';
  return (
    <div class="trouble" role="alert">
      <strong>{title}.</strong> <span>{error.message}</span>
      {again && (
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}
