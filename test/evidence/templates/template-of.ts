import { LineScanner } from '#src/evidence/templates/line-scanner.ts';
import { templateText } from '#src/evidence/templates/template-text.ts';

/** The template of one line, as the first line of its kind would name it. */
export function templateOf(line: string, keepsCodes = true): string {
  const bytes = new TextEncoder().encode(line);
  const scanner = new LineScanner();
  scanner.scan(bytes, 0, bytes.length);
  const { edits, editsEnd } = scanner;
  return templateText({ bytes, start: 0, end: bytes.length, isLatin1: false }, { edits, editsEnd, keepsCodes });
}
