import { jsonText } from '#src/report/json-text.ts';
import { type Io, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION, requireBatchId } from './endpoint.ts';
import { type Lesson, lessonLine, lessonText } from './lesson-text.ts';
import { requirePerson } from './person.ts';

export const lessons = defineCommand({
  usage: ['lessons [list | show BATCH | disable BATCH | enable BATCH] [OPTIONS]'],
  about: `What engineers taught with "argus teach": a lesson per batch, with who changed it, when and why. One that is disabled is
kept and used for nothing.`,
  options: {
    why: { value: 'TEXT', about: 'why it is disabled or enabled' },
    by: { value: 'NAME', about: 'who you are (default: USER)' },
    json: { about: 'print each lesson as JSON, one per line' },
    ...ENDPOINT_OPTION,
  },
  examples: [
    'lessons',
    'lessons show 01JD8Y2M3N4P5Q6R7S8T9V0W1X',
    'lessons disable 01JD8Y2M3N4P5Q6R7S8T9V0W1X --why "It was the other valve"',
  ],
  takes: ['list', 'show', 'disable', 'enable'],
  async run({ values, positionals }, io) {
    const [verb = 'list', ...rest] = positionals;
    if (verb === 'list') return list(values, io);
    if (verb !== 'show' && verb !== 'disable' && verb !== 'enable') {
      throw new UsageError(`Lessons are listed, shown, disabled or enabled, not "${verb}".`);
    }
    const client = clientFor(values.endpoint, io);
    const path = `/batches/${requireBatchId(rest)}/resolution`;
    const by = verb === 'show' ? '' : requirePerson(values.by, io);
    const lesson = await client.readJson<Lesson>(path);
    const { version } = lesson;
    const json = { by, version, ...(values.why !== undefined && { why: values.why }) };
    const now = verb === 'show' ? lesson : await client.readJson<Lesson>(`${path}/${verb}`, { method: 'POST', json });
    await io.stdout.write(values.json ? `${jsonText(now)}\n` : lessonText(now));
    return 0;
  },
});

async function list(
  { endpoint, json }: { endpoint?: string | undefined; json?: boolean | undefined },
  io: Io,
): Promise<0> {
  const { lessons: all } = await clientFor(endpoint, io).readJson<{ lessons: Lesson[] }>('/resolutions');
  for (const lesson of all) await io.stdout.write(`${json ? jsonText(lesson) : lessonLine(lesson)}\n`);
  if (all.length === 0) await io.stderr.write('Nothing was taught yet.\n');
  return 0;
}
