import type { LogFile } from '../session.ts';

const DLT_MARK = Buffer.from('DLT\x01');

/** The same log as its logger would have left it had it begun a new file in the middle; too short ones stay whole. */
export function rotateLog(file: LogFile): LogFile[] {
  const bytes = Buffer.from(file.bytes);
  const middle = bytes.length >> 1;
  const at = file.format === 'dlt' ? bytes.indexOf(DLT_MARK, middle) : bytes.indexOf('\n', middle) + 1;
  if (at <= 0 || at >= bytes.length) return [file];
  const [, stem, ending] = /^(.*)(\.\w+)$/.exec(file.name) ?? ['', file.name, ''];
  return [
    { ...file, name: `${stem}-1${ending}`, bytes: file.bytes.slice(0, at) },
    { ...file, name: `${stem}-2${ending}`, bytes: file.bytes.slice(at) },
  ];
}
