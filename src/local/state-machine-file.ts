import { readFileSync } from 'node:fs';
import type { StateMachineDefinition } from './local-workflow.ts';

const FILE = new URL('../../statemachines/diagnose-batch.asl.json', import.meta.url);

/**
 * The state machine that AWS runs. A Map on this machine takes on as many units as there are workers: more would only
 * wait, with their time-outs running.
 */
export function readStateMachine(workers: number): StateMachineDefinition {
  const definition = JSON.parse(readFileSync(FILE, 'utf8')) as StateMachineDefinition;
  for (const state of Object.values(definition.States)) if (state.Type === 'Map') state.MaxConcurrency = workers;
  return definition;
}
