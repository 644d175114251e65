import type { ComponentChildren } from 'preact';
import { ApiTrouble } from '../api/client.ts';
import { rememberPlace } from '../url/location.ts';

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
  if (error instanceof ApiTrouble && error.slug === 'not-signed-in') return <SignIn />;
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

/** The same place is shown again after it. */
function SignIn() {
  const wasRefused = new URLSearchParams(window.location.search).has('refused');
  return (
    <div class="empty" role="alert">
      <h1 class="empty-title">Sign in to see this</h1>
      {wasRefused && <p>The sign-in did not come to an end. If it stays so, ask who runs Argus to look at its log.</p>}
      <p>
        <a class="primary" href="/sign-in" onClick={rememberPlace}>
          Sign in
        </a>
      </p>
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
