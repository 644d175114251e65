import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { recordsAround } from '#src/evidence/records-around.ts';
import { jsonText } from '#src/report/json-text.ts';
import { UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { clientFor, ENDPOINT_OPTION } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { requireWholeNumber } from './options.ts';
import { printFoundRecords } from './print-found-records.ts';
import { findStoredLog, namedPath } from './stored-log.ts';

const MAX_AROUND = 200;

export const show = defineCommand({
  usage: ['show BATCH|FILE --at PLACE [OPTIONS]'],
  about: `Prints the log records around a place. Of a batch, a place is a line of its report (E3) or FILE:OFFSET: the file's number in
the batch and the place of the record in it, as "argus search" prints them. Of a file on this machine it is the offset, as
"argus parse --records" prints it; inside an archive the offset in its entry.`,
  options: {
    at: { value: 'PLACE', about: 'where' },
    around: { value: 'N', about: `records before and behind it (default 20, at most ${MAX_AROUND})` },
    member: { value: 'NAME', about: 'entry of an archive' },
    json: { about: 'print the records as JSON, one per line' },
    ...ENDPOINT_OPTION,
  },
  examples: [
    'show 01JD8Y2M3N4P5Q6R7S8T9V0W1X --at E3',
    'show 01JD8Y2M3N4P5Q6R7S8T9V0W1X --at 0:1048576 --around 5',
    'show gateway.dlt --at 90112',
  ],
  takes: 'files',
  async run({ values, positionals }, io) {
    const [of, extra] = positionals;
    if (of === undefined || extra !== undefined) throw new UsageError('Name one batch or one file.');
    if (values.at === undefined) throw new UsageError('Which place? Give it with --at.');
    const around = requireWholeNumber('--around', values.around ?? '20', { min: 0, max: MAX_AROUND });
    const asked = { at: values.at, around, member: values.member ?? null };
    const page = isBatchId(of)
      ? await clientFor(values.endpoint, io).readJson<RecordPage>(pathOf(of, asked))
      : await lookIntoFile(of, asked, io.cwd);
    if (values.json) for (const record of page.records) await io.stdout.write(`${jsonText(record)}\n`);
    else await printFoundRecords(page, io);
    return page.records.length > 0 ? 0 : 1;
  },
});

interface Asked {
  at: string;
  around: number;
  member: string | null;
}

const isBatchId = (text: string): boolean => /^[0-9A-Z]{26}$/.test(text);

function pathOf(batchId: string, { around, at, member }: Asked): string {
  const query = new URLSearchParams({ at, around: String(around), ...(member !== null && { member }) });
  return `/batches/${batchId}/records?${query}`;
}

async function lookIntoFile(name: string, { around, at, member }: Asked, cwd: string): Promise<RecordPage> {
  const offset = requireWholeNumber('--at', at, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const log = await findStoredLog(namedPath(name, cwd));
  const open = () => ({
    stream: log.open(new AbortController().signal),
    source: log.source,
    codecs: nodeCodecs,
    referenceTimeUs: log.modifiedUs,
  });
  const found = await recordsAround({ open }, { at: { file: 0, member, offset }, before: around, after: around });
  const records = found.map(({ bytes: _, pointer, template, timeUs, ...record }): RecordItem => {
    const { digest, file, length, member: entry, offset: place } = pointer;
    const where = { file, member: entry, offset: place, length, digest };
    return { ...where, time: isoTime(timeUs), timeUs, ...record, template: template?.fingerprint ?? null };
  });
  const here = records.findIndex((record) => record.offset === offset);
  return { records, here: here < 0 ? null : here, isCut: false, next: null, previous: null };
}
