import { type Command, type CommandIndex, UsageError } from './command.ts';
import { type Completed, completionScript, SHELLS } from './completion-script.ts';
import { defineCommand } from './define-command.ts';
import { requireChoice } from './options.ts';

/** It completes all of `commands`, itself among them, and so cannot know them by itself. */
export const completionOf = (commands: CommandIndex): Command =>
  defineCommand({
    usage: ['completion bash|zsh|fish'],
    about: `Prints a script that lets the shell complete commands, options and what they take. Put it where your shell reads it:
  bash  source <(argus completion bash)   in ~/.bashrc
  zsh   source <(argus completion zsh)    in ~/.zshrc, behind compinit
  fish  argus completion fish > ~/.config/fish/completions/argus.fish`,
    options: {},
    examples: ['completion bash > ~/.argus-completion'],
    takes: SHELLS,
    async run({ positionals: [shell, extra] }, io) {
      if (shell === undefined || extra !== undefined) throw new UsageError('Which shell? bash, zsh or fish.');
      await io.stdout.write(completionScript(requireChoice('The shell', shell, SHELLS), await loadAll(commands)));
      return 0;
    },
  });

const loadAll = (commands: CommandIndex): Promise<Completed[]> =>
  Promise.all(
    Array.from(commands, async ([name, { summary, load }]): Promise<Completed> => {
      const { options, takes } = await load();
      return { name, summary, options, ...(takes !== undefined && { takes }) };
    }),
  );
