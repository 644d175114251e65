import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { examineFolder } from '#src/local/examine-folder.ts';
import { printable } from './colour.ts';
import { CommandFailed, UsageError } from './command.ts';
import { DEFAULT_DATA_DIR, isFolderTrouble } from './data-folder.ts';
import { defineCommand } from './define-command.ts';
import { countText } from './live-lines.ts';

export const doctor = defineCommand({
  usage: ['doctor [--data DIR] [--repair]'],
  about: `Reads everything in a data folder and says what is wrong with it: the database, batches without what they are made of,
uploads that are not what was sent. The exit code is 1 while something is. Argus must not be running in the folder.

"argus up" looks at the database and the batches at each start too, and repairs what it finds.`,
  options: {
    data: { value: 'DIR', about: `the folder (default ${DEFAULT_DATA_DIR})` },
    repair: {
      about:
        'mend what can be mended. Nothing is deleted but bytes that are not what was uploaded; a damaged database is kept beside the new one',
    },
  },
  examples: ['doctor', 'doctor --data /var/lib/argus --repair'],
  async run({ values, positionals }, io) {
    if (positionals.length > 0) throw new UsageError(`"doctor" takes no argument such as "${positionals[0]}".`);
    const dataDir = resolve(io.cwd, values.data ?? DEFAULT_DATA_DIR);
    if (!existsSync(dataDir)) throw new CommandFailed(`There is no folder ${printable(dataDir)}.`);
    const counts = { found: 0, left: 0 };
    try {
      for await (const finding of examineFolder({ dataDir, repair: values.repair ?? false, nowMs: Date.now() })) {
        counts.found++;
        if (!finding.isMended) counts.left++;
        await io.stdout.write(`${finding.isMended ? 'mended' : 'wrong'}: ${printable(finding.sentence)}\n`);
      }
    } catch (error) {
      throw isFolderTrouble(error) ? new CommandFailed(error.message) : error;
    }
    await io.stdout.write(summary(counts, values.repair ?? false));
    return counts.left > 0 ? 1 : 0;
  },
});

function summary({ found, left }: { found: number; left: number }, repair: boolean): string {
  if (found === 0) return 'Nothing is wrong.\n';
  if (left === 0) return `${countText(found, 'thing')} mended. Start Argus to go on.\n`;
  return `${countText(left, 'thing')} wrong.${repair ? '' : ' "argus doctor --repair" mends what can be mended.'}\n`;
}
