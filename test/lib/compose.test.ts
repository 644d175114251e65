import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { recogniseEmulator } from '#test/integration/harness/emulator-differences.ts';

interface Service {
  image: string;
  networks: string[];
  ports: string[];
  environment?: Record<string, string>;
  command?: string[];
  volumes: string[];
}

const { services } = parse(readFileSync('docker-compose.localstack.yml', 'utf8')) as {
  services: Record<string, Service>;
};

test('the compose file pins every image and opens ports to this machine only', () => {
  expect(Object.keys(services)).toEqual(['localstack', 'bedrock']);
  expect(services['localstack'].image).toBe('localstack/localstack:4.14.0');
  for (const { image, ports } of Object.values(services)) {
    expect(image).toMatch(/:\d[\w.-]*$/);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  }
});

test('LocalStack checks the signatures of uploads', () => {
  expect(services['localstack'].environment?.['S3_SKIP_SIGNATURE_VALIDATION']).toBe('0');
});

test('functions, which run in containers of their own, reach the fake model: all are in one network', async () => {
  const network = services['localstack'].environment?.['LAMBDA_DOCKER_NETWORK'];
  for (const { networks } of Object.values(services)) expect(networks).toEqual([network]);
  const answering = createServer((request, response) => {
    response.writeHead(request.url === '/_localstack/health' ? 200 : 404).end('{}');
  });
  await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void answering.close());
  const { port } = answering.address() as AddressInfo;
  const { modelEndpoint } = await recogniseEmulator(`http://127.0.0.1:${port}`);
  const { hostname, port: modelPort } = new URL(modelEndpoint ?? '');
  expect(services[hostname].ports).toEqual([`127.0.0.1:${modelPort}:${modelPort}`]);
});

test('the fake model is the one of the tests, at the port it listens on', () => {
  const { command = [], ports } = services['bedrock'];
  const script = command.at(-1) ?? '';
  expect(existsSync(script), script).toBe(true);
  const port = /PORT = (\d+)/.exec(readFileSync(script, 'utf8'))?.[1];
  expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
});
