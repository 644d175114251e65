import type { ResolutionBody } from '#src/api/resolution-schemas.ts';
import { jsonText } from '#src/report/json-text.ts';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { type Lesson, lessonText } from './lesson-text.ts';
import { requireWholeNumber } from './options.ts';
import { requirePerson } from './person.ts';

export const teach = defineCommand({
  usage: ['teach BATCH --cause "…" --evidence E3 [OPTIONS]'],
  about: `Teaches what was found out about a batch. The next batch with those lines, of the same platform, ECU and firmware, gets that
cause by name; lines found harmless never lead again. "argus lessons" shows, changes and takes back what was taught.`,
  options: {
    cause: { value: 'TEXT', about: 'the cause, in your words: the title of the next report' },
    evidence: {
      value: 'ID',
      about:
        'a line of the report, such as E3, or its place as "argus search" prints it. The first says the cause, of the others one at least has to be there too',
      multiple: true,
    },
    not: { value: 'ID', about: 'a line that is harmless', multiple: true },
    confirm: {
      about: "the report's leading cause is right (--cause and --evidence are then its own, unless given)",
    },
    'false-alarm': {
      about: 'nothing was wrong: the lines of the leading cause, or those given, are harmless',
    },
    action: { value: 'TEXT', about: 'what to do', multiple: true },
    platform: { value: 'NAME', about: "platforms for which it holds: a name, or any (default: the batch's)" },
    firmware: {
      value: 'RANGE',
      about: `firmware for which it holds: ">=7.2.0 <7.4.1", or any (default: the batch's two versions)`,
    },
    why: { value: 'TEXT', about: 'why you are sure' },
    by: { value: 'NAME', about: 'who you are (default: USER)' },
    version: { value: 'N', about: 'replaces what the batch taught, at this version' },
    json: { about: 'print the lesson as JSON' },
    ...ENDPOINT_OPTION,
  },
  examples: [
    'teach 01JD8Y2M3N4P5Q6R7S8T9V0W1X --cause "The coolant valve is stuck" --evidence E3 --not E2',
    'teach 01JD8Y2M3N4P5Q6R7S8T9V0W1X --confirm --why "Replaced the part, the update went through"',
    'teach 01JD8Y2M3N4P5Q6R7S8T9V0W1X --false-alarm --evidence E5 --platform any --firmware any',
  ],
  async run({ values, positionals }, io) {
    const batchId = requireBatchId(positionals);
    const { action, cause, evidence, firmware, not, platform, version, why } = values;
    const resolution = resolutionOf(values);
    if (resolution === 'correct' && (cause === undefined || evidence === undefined)) {
      throw new UsageError('What was it? Give --cause and --evidence, or --confirm, or --false-alarm.');
    }
    const json: ResolutionBody = {
      resolution,
      by: requirePerson(values.by, io),
      ...(cause !== undefined && { cause }),
      ...(evidence && { evidence }),
      ...(not && { not }),
      ...(action && { actions: action }),
      ...(platform !== undefined && { platform }),
      ...(firmware !== undefined && { firmware }),
      ...(why !== undefined && { why }),
      ...(version !== undefined && { version: requireWholeNumber('--version', version, { min: 1, max: 1e9 }) }),
    };
    const client = clientFor(values.endpoint, io);
    const lesson = await client.readJson<Lesson>(`/batches/${batchId}/resolution`, { method: 'POST', json });
    await io.stdout.write(values.json ? `${jsonText(lesson)}\n` : lessonText(lesson));
    return 0;
  },
});

function resolutionOf({ confirm, 'false-alarm': alarm }: { confirm?: boolean; 'false-alarm'?: boolean }) {
  if (confirm && alarm) throw new UsageError('Give one of --confirm and --false-alarm.');
  return alarm ? 'false-alarm' : confirm ? 'confirm' : 'correct';
}
