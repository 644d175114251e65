import type { LogName } from './logs.ts';

/**
 * One line of a script: `SECONDS[*TIMES] [LOG:]PROGRAM LOUDNESS TEXT`, said after the seconds. Without a log it goes to the
 * story's own. PROGRAM is `APID/CTID` in a DLT log. On the bus PROGRAM is the ECU and TEXT `REQUEST > RESPONSE…` in
 * hexadecimal, or `frame` and `ID#DATA`. `reboot SECONDS SLOT` starts the story's ECU anew.
 *
 * In TEXT stand: `{word}` of the session (`{to}`, `{slot}` …), `{count}` of lines since the boot, `{n:2-9}` a number, `{x:8}` hexadecimal digits, and in a
 * repeated line `{percent}` and `{block}`.
 */
export type Script = readonly string[];

/** What a step says when it is done begins behind this. */
export const DONE = '--';

export type Ending = 'failed' | 'rolledBack' | 'cut';

/** How one update client (or one ECU that is not updated at all) goes about its work, in its own words. */
export interface Story {
  log: LogName;
  /** Logs that it, its kernel or its bus write besides. */
  also?: readonly LogName[];
  /** Behind the usual lines of a boot. */
  booted: Script;
  /** Asks for an update and finds none. */
  idle: Script;
  /** In order. */
  steps: Readonly<Record<string, Script>>;
  /** What follows when a step breaks, whichever it was. */
  endings: Readonly<Partial<Record<Ending, Script>>>;
  /** A step that goes wrong in a way that means nothing, and goes well the second time. */
  hiccup: { at: string; lines: Script };
  /** Right outcomes of a session in which nothing breaks, as cases name them. */
  healthyOutcome: string;
}

/** One way of saying that something broke. */
export interface Wording {
  story: string;
  /** The step that never gets to its end. */
  breaksAt: string;
  /** The lines that say why: without them nothing does. */
  cause: Script;
  /** The client's and other programs' own consequences of it. */
  effects: Script;
  ending: Ending;
  /** As in `cases.json`. */
  keywords: readonly string[];
  decoys?: readonly string[];
}

export interface Family {
  /** One sentence about what really happened. */
  truth: string;
  outcome: string;
  /** What an ECU of few words says of it. */
  terse: string;
  known: Wording;
}
