import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { examineFolder, type Finding } from '#src/local/examine-folder.ts';
import { type Check, examineMachine } from '#src/local/examine-machine.ts';
import { jsonText } from '#src/report/json-text.ts';
import { printable } from './colour.ts';
import { CommandFailed, type Io, UsageError } from './command.ts';
import { DEFAULT_DATA_DIR, isFolderTrouble } from './data-folder.ts';
import { defineCommand } from './define-command.ts';
import { countText } from './live-lines.ts';
import { requireWholeNumber } from './options.ts';

const DEFAULT_PORT = '4780';

export const doctor = defineCommand({
  usage: ['doctor [--data DIR] [--repair] [--port PORT] [--json]'],
  about: `Looks whether Argus can run here: Node, room on the disk, the port, its knowledge. Reads everything in a data folder, too, and
says what is wrong with it: the database, batches without what they are made of, uploads that are not what was sent. The exit
code is 1 while something is. Argus must not be running in the folder.

"argus up" looks at the database and the batches at each start too, and repairs what it finds.`,
  options: {
    data: { value: 'DIR', about: `the folder (default ${DEFAULT_DATA_DIR}, where there is one)` },
    repair: {
      about:
        'mend what can be mended. Nothing is deleted but bytes that are not what was uploaded; a damaged database is kept beside the new one',
    },
    port: { value: 'PORT', about: `where "argus up" is to listen (default ${DEFAULT_PORT})` },
    json: { about: 'print what was found as one JSON object' },
  },
  examples: ['doctor', 'doctor --data /var/lib/argus --repair', 'doctor --json | jq .isFine'],
  async run({ values, positionals }, io) {
    if (positionals.length > 0) throw new UsageError(`"doctor" takes no argument such as "${positionals[0]}".`);
    const port = requireWholeNumber('--port', values.port ?? DEFAULT_PORT, { min: 0, max: 65_535 });
    const dataDir = resolve(io.cwd, values.data ?? DEFAULT_DATA_DIR);
    const hasFolder = existsSync(dataDir);
    if (!hasFolder && values.data !== undefined) throw new CommandFailed(`There is no folder ${printable(dataDir)}.`);
    const examined = new Examined(values.json ?? false, io);
    for (const check of await examineMachine({ dataDir, port })) await examined.add(check);
    if (hasFolder) await examineData({ dataDir, repair: values.repair ?? false }, examined);
    await examined.end(values.repair ?? false);
    return examined.left > 0 ? 1 : 0;
  },
});

async function examineData(folder: { dataDir: string; repair: boolean }, examined: Examined): Promise<void> {
  try {
    for await (const finding of examineFolder({ ...folder, nowMs: Date.now() })) await examined.find(finding);
  } catch (error) {
    throw isFolderTrouble(error) ? new CommandFailed(error.message) : error;
  }
}

/** Told line by line, since a large folder takes its time; as JSON when all is known. */
class Examined {
  left = 0;
  #mended = 0;
  readonly #isJson: boolean;
  readonly #io: Io;
  readonly #checks: Check[] = [];
  readonly #findings: Finding[] = [];

  constructor(isJson: boolean, io: Io) {
    this.#isJson = isJson;
    this.#io = io;
  }

  async add(check: Check): Promise<void> {
    this.#checks.push(check);
    if (!check.isFine) this.left++;
    await this.#say(check.isFine ? 'fine' : 'wrong', check.sentence);
  }

  async find(finding: Finding): Promise<void> {
    this.#findings.push(finding);
    if (finding.isMended) this.#mended++;
    else this.left++;
    await this.#say(finding.isMended ? 'mended' : 'wrong', finding.sentence);
  }

  async end(repair: boolean): Promise<void> {
    if (!this.#isJson) return this.#io.stdout.write(this.#summary(repair));
    const found = { isFine: this.left === 0, checks: this.#checks, findings: this.#findings };
    await this.#io.stdout.write(`${jsonText(found)}\n`);
  }

  async #say(how: string, sentence: string): Promise<void> {
    if (!this.#isJson) await this.#io.stdout.write(`${how}: ${printable(sentence)}\n`);
  }

  #summary(repair: boolean): string {
    if (this.left > 0) {
      const hint = repair || this.#findings.length === 0 ? '' : ' "argus doctor --repair" mends what can be mended.';
      return `${countText(this.left, 'thing')} wrong.${hint}\n`;
    }
    return this.#mended > 0
      ? `${countText(this.#mended, 'thing')} mended. Start Argus to go on.\n`
      : 'Nothing is wrong.\n';
  }
}
