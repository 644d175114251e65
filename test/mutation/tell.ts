import { relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';

/** Mutants between two lines that say how far a run is. */
const STRIDE = 25;

/** Prints the mutants that no test notices as they are found: a run takes minutes. */
class Tell implements Reporter {
  #killed = 0;
  #tried = 0;

  onMutantTested(mutant: Readonly<MutantResult>): void {
    const { status } = mutant;
    if (status === 'Survived' || status === 'NoCoverage') print(mutant);
    else if (status === 'Killed' || status === 'Timeout') this.#killed++;
    else return;
    if (++this.#tried % STRIDE === 0) console.log(`${this.#killed} of ${this.#tried} killed`);
  }
}

function print({ fileName, location: { start }, mutatorName, replacement, status }: Readonly<MutantResult>): void {
  const text = replacement?.replace(/\s+/g, ' ').slice(0, 100);
  console.log(`${status} ${relative('.', fileName)}:${start.line}:${start.column} ${mutatorName} → ${text}`);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'tell', Tell)];
