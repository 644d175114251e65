import { spawn } from 'node:child_process';

/*
 * The integration tests against LocalStack in one command, `npm run test:localstack`: containers up, tests, containers down.
 * Needs Docker with compose. Exit code: that of the tests; 1 where Docker cannot be used.
 */

const ENDPOINT = 'http://localhost:4566';
const COMPOSE = ['compose', '--file', 'docker-compose.localstack.yml'];

/** The exit code; 127 where there is no such program. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function testAgainstLocalStack(): Promise<number> {
  if ((await run('docker', [...COMPOSE, 'up', '--detach', '--wait'])) !== 0) {
    console.error('LocalStack did not come up: this needs Docker with compose, running, and the rights to use it.');
    await run('docker', [...COMPOSE, 'down', '--volumes']);
    return 1;
  }
  try {
    const env = { ...process.env, AWS_ENDPOINT_URL: ENDPOINT };
    return await run('npm', ['run', '--silent', 'test:integration'], env);
  } finally {
    await run('docker', [...COMPOSE, 'down', '--volumes']);
  }
}

process.exitCode = await testAgainstLocalStack();
