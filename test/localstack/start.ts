import type { TestProject } from 'vitest/node';
import { startPythonEmulator } from '#test/integration/harness/python-emulator.ts';
import { LOCALSTACK } from './localstack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    localstack: string;
  }
}

/** One LocalStack for all files of this project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { close, port } = await startPythonEmulator(LOCALSTACK);
  project.provide('localstack', `http://127.0.0.1:${port}`);
  return close;
}
