import { type Command, type Io, UsageError } from './command.ts';
import { clientFor, requireBatchId } from './endpoint.ts';
import { type Lesson, lessonLine, lessonText } from './lesson-text.ts';
import { readOptions } from './options.ts';
import { requirePerson } from './person.ts';

const HELP = `argus lessons [list | show BATCH | disable BATCH | enable BATCH] [OPTIONS]

What engineers taught with "argus teach": a lesson per batch, with who changed it, when and why. One that is disabled is kept
and used for nothing.

Options
  --why TEXT      why it is disabled or enabled
  --by NAME       who you are (default: USER)
  --endpoint URL  where Argus is (default: ARGUS_ENDPOINT, else http://127.0.0.1:4780)

Examples
  argus lessons
  argus lessons show 01JD8Y2M3N4P5Q6R7S8T9V0W1X
  argus lessons disable 01JD8Y2M3N4P5Q6R7S8T9V0W1X --why "It was the other valve"
`;

export const lessons: Command = {
  help: HELP,
  async run(argv, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(argv, { why: text, by: text, endpoint: text });
    const [verb = 'list', ...rest] = positionals;
    if (verb === 'list') return list(values.endpoint, io);
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
    await io.stdout.write(lessonText(now));
    return 0;
  },
};

async function list(endpoint: string | undefined, io: Io): Promise<0> {
  const { lessons: all } = await clientFor(endpoint, io).readJson<{ lessons: Lesson[] }>('/resolutions');
  for (const lesson of all) await io.stdout.write(`${lessonLine(lesson)}\n`);
  if (all.length === 0) await io.stderr.write('Nothing was taught yet.\n');
  return 0;
}
