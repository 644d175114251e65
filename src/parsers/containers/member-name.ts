/** A label, never a path: nothing is written under this name. */
const MAX_NAME_LENGTH = 200;

/** `../../etc/passwd` → `etc/passwd`; no control or direction-changing characters, no drive letters, no empty steps. */
export function cleanMemberName(name: string): string {
  const steps = name
    .slice(0, 4 * MAX_NAME_LENGTH)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
    .replace(/\\/g, '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .filter((step) => step !== '' && step !== '.' && step !== '..');
  return steps.join('/').slice(-MAX_NAME_LENGTH) || 'unnamed';
}

/** What macOS adds to archives beside the files that were meant. */
export function isClutter(name: string): boolean {
  return /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]*$)/.test(name);
}

/** Names of one stored file, each once: a second `a.log` becomes `a.log (2)`, so that a citation stays unambiguous. */
export class MemberNames {
  readonly #uses = new Map<string, number>();

  add(outer: string | null, name: string): string {
    const clean = outer === null ? cleanMemberName(name) : `${outer}/${cleanMemberName(name)}`;
    const uses = (this.#uses.get(clean) ?? 0) + 1;
    this.#uses.set(clean, uses);
    return uses === 1 ? clean : `${clean} (${uses})`;
  }
}
