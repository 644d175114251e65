/** The parts of a state machine that a rehearsal reads. */
export interface Retrier {
  ErrorEquals: string[];
  MaxAttempts?: number;
}

export interface State {
  Type: string;
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[] }[];
  ItemProcessor?: Machine;
}

export interface Machine {
  States: Record<string, State>;
}

/** What may go wrong, by the names that Lambda gives to it. */
const INJECTED = [
  'Lambda.TooManyRequestsException',
  'Runtime.OutOfMemory',
  'States.Timeout',
  'Sandbox.Timedout',
  'TransientFault',
  'NothingParsed',
];

export interface Rehearsal {
  state: string;
  definition: State;
  error: string;
  /** How often its retrier was used before. */
  retries: number;
  expected: 'RETRIABLE' | 'CAUGHT_ERROR' | 'FAILED';
}

/** Every task under every error, at its first attempt and after its last one. */
export function rehearsalsOf(machine: Machine): Rehearsal[] {
  return tasksOf(machine).flatMap(([state, definition]) =>
    INJECTED.flatMap((error) => {
      const retrier = definition.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      const end: Rehearsal['expected'] = definition.Catch?.some(({ ErrorEquals }) => matches(ErrorEquals, error))
        ? 'CAUGHT_ERROR'
        : 'FAILED';
      const at = (retries: number, expected: Rehearsal['expected']) => ({
        state,
        definition,
        error,
        retries,
        expected,
      });
      if (!retrier) return [at(0, end)];
      // Step Functions' own default.
      return [at(0, 'RETRIABLE'), at(retrier.MaxAttempts ?? 3, end)];
    }),
  );
}

function tasksOf({ States }: Machine): [string, State][] {
  return Object.entries(States).flatMap(([name, state]): [string, State][] => {
    if (state.ItemProcessor) return tasksOf(state.ItemProcessor);
    return state.Type === 'Task' ? [[name, state]] : [];
  });
}

/** ASL: `States.ALL` and `States.TaskFailed` match whatever a task throws, the latter but for its time limit. */
function matches(names: readonly string[], error: string): boolean {
  if (names.includes(error) || names.includes('States.ALL')) return true;
  return names.includes('States.TaskFailed') && error !== 'States.Timeout';
}
