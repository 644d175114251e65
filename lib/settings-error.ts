import type { Settings } from './settings.ts';

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Throws `SettingsError` with one sentence that names the setting, the value and what is allowed. */
export function demand(holds: boolean, key: keyof Settings, value: unknown, allowed: string): void {
  if (!holds) throw new SettingsError(`Setting argus:${key} is "${value}"; allowed: ${allowed}.`);
}
