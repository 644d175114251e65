import { EmulatorMissing, installPythonEmulator } from '#test/integration/harness/python-emulator.ts';
import { LOCALSTACK } from './localstack.ts';

/* `npx node test/localstack/install.ts`: exit code 1, and why, where it cannot be had on this machine. */
await installPythonEmulator(LOCALSTACK).catch((error: unknown) => {
  if (!(error instanceof EmulatorMissing)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
