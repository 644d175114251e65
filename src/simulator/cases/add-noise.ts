import { Random } from '../random.ts';
import type { LogName } from './logs.ts';
import { ALARMING_SHARE, NOISE } from './noise.ts';
import { fillText, readUtterance } from './script-line.ts';
import type { Awake, Stage } from './stage.ts';

interface NoiseOptions {
  seed: number;
  logs: readonly LogName[];
  isNoisy: boolean;
}

/** Fills the time in which loggers are awake with what they say anyway; each draws numbers of its own. */
export function addNoise(stage: Stage, { seed, logs, isNoisy }: NoiseOptions): void {
  const share = isNoisy ? ALARMING_SHARE.noisy : ALARMING_SHARE.usual;
  for (const log of logs) {
    const random = Random.of(seed, `noise of ${log}`);
    for (const span of stage.awakeSpans(log)) chat(stage, log, { span, share, random });
  }
}

function chat(stage: Stage, log: LogName, about: { span: Awake; share: number; random: Random }): void {
  const noise = NOISE[log];
  if (noise === undefined) return;
  const { span, share, random } = about;
  for (let timeUs = span.fromUs; ; ) {
    timeUs += Math.round((0.2 + random.next() * 1.6) * noise.everySeconds * 1e6);
    if (timeUs >= span.toUs) return;
    const said = random.pick(random.next() < share ? noise.alarming : noise.usual);
    const utterance = readUtterance(said, log);
    stage.write({ ...utterance, text: fillText(utterance.text, {}, random) }, timeUs);
  }
}
