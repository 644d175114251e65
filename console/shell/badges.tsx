/** How sure: told by form (filled, outlined, dashed). Colour is left to what it means for the vehicle. */
export function VerdictBadge({ verdict, finding }: { verdict: string; finding?: string | undefined }) {
  return <span class={`badge verdict verdict-${verdict.toLowerCase()} finding-${finding ?? 'fault'}`}>{verdict}</span>;
}

const STATE_WORDS: Record<string, string> = { uploading: 'waiting for files' };

export function StateBadge({ state }: { state: string }) {
  return (
    <span class={`state state-${state}`}>
      <span class="dot" aria-hidden="true" />
      {STATE_WORDS[state] ?? state}
    </span>
  );
}

/** It is a result, but not of everything: whoever reads it must see that first. */
export const PartialBadge = () => (
  <span
    class="badge partial"
    title="Some files could not be read, or never came: what they held is not in this result."
  >
    PARTIAL
  </span>
);

export function LevelMark({ level }: { level: string }) {
  return <span class={`level level-${level}`}>{level}</span>;
}
