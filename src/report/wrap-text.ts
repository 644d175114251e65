/** Breaks one line into lines of at most `width` characters at spaces (inside a word only where it is longer than a line). */
export function wrapText(text: string, width: number, hang: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => splitLong(part, Math.max(8, width - hang)))) {
    const room = lines.length === 0 ? width : width - hang;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((part, i) => (i === 0 ? part : ' '.repeat(hang) + part));
}

function splitLong(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const chars = [...word];
  const parts: string[] = [];
  for (let at = 0; at < chars.length; at += width) parts.push(chars.slice(at, at + width).join(''));
  return parts;
}
