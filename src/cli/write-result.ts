import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailed, type Io } from './command.ts';
import { troubleSentence } from './system-trouble.ts';

/** A result into the file that the user named. Throws `CommandFailed`. */
export async function writeResult(asTyped: string, content: string, { cwd }: Pick<Io, 'cwd'>): Promise<void> {
  try {
    await writeFile(resolve(cwd, asTyped), content);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'Its folder does not exist.' : (troubleSentence({ code }) ?? `The system says ${code}.`);
    throw new CommandFailed(`"${asTyped}" cannot be written. ${reason}`);
  }
}
