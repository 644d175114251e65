import type { Random } from '../random.ts';
import type { Loudness } from '../writers/text-log.ts';
import { LOGS, type LogName } from './logs.ts';

export interface Utterance {
  log: LogName;
  program: string;
  loudness: Loudness;
  text: string;
}

type ScriptLine =
  | { does: 'say'; waitSeconds: number; times: number; utterance: Utterance }
  | { does: 'reboot'; waitSeconds: number; slot: 'this' | 'other' };

/** A script of the simulator is not written as `Script` says: a mistake in its data. */
class ScriptMistake extends Error {
  override readonly name = 'ScriptMistake';
}

const SAY = /^(\d+(?:\.\d+)?)(?:\*(\d+))? (.+)$/;
const REBOOT = /^reboot (\d+) (this|other)$/;

export function readScriptLine(line: string, ownLog: LogName): ScriptLine {
  const [, seconds, slot] = REBOOT.exec(line) ?? [];
  if (seconds !== undefined) return { does: 'reboot', waitSeconds: Number(seconds), slot: slot as 'this' | 'other' };
  const [, wait, times = '1', said] = SAY.exec(line) ?? [];
  if (wait === undefined) throw new ScriptMistake(`This line of a script has no time: "${line}".`);
  return { does: 'say', waitSeconds: Number(wait), times: Number(times), utterance: readUtterance(said, ownLog) };
}

/** `[LOG:]PROGRAM LOUDNESS TEXT`. */
export function readUtterance(said: string, ownLog: LogName): Utterance {
  const [, log = ownLog, program, loudness, text] = /^(?:(\w+):)?(\S+) ([fewid]) (.+)$/.exec(said) ?? [];
  if (program === undefined || !Object.hasOwn(LOGS, log)) throw new ScriptMistake(`Nobody can say this: "${said}".`);
  return { log: log as LogName, program, loudness: loudness as Loudness, text };
}

/** Fills the braces of a text; unknown words are a mistake. */
export function fillText(text: string, words: Readonly<Record<string, string>>, random: Random): string {
  return text.replace(/\{(?:n:(\d+)-(\d+)|x:(\d+)|(\w+))\}/g, (whole, low, high, digits, word) => {
    if (low !== undefined) return String(random.between(Number(low), Number(high)));
    if (digits !== undefined) return random.hex(Number(digits));
    if (Object.hasOwn(words, word)) return words[word];
    throw new ScriptMistake(`"${whole}" in "${text}" stands for nothing.`);
  });
}
