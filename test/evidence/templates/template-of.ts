import { TemplateScanner } from '#src/evidence/templates/template-scanner.ts';
import { templateText } from '#src/evidence/templates/template-text.ts';

/** The template of one line, as the first line of its kind would name it. */
export function templateOf(line: string, keepsCodes = true): string {
  const text = new TextEncoder().encode(line);
  // Room behind the line, as in a window: only then four bytes are read at once.
  const bytes = new Uint8Array(text.length + 16);
  bytes.set(text);
  const scanner = new TemplateScanner();
  scanner.scan(bytes, 0, text.length);
  const { edits, editsEnd } = scanner.masker;
  return templateText({ bytes, start: 0, end: text.length, isLatin1: false }, { edits, editsEnd, keepsCodes });
}
