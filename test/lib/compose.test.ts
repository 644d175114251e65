import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image: string;
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

test('the fake model is the one of the tests, at the port it listens on', () => {
  const { command = [], ports } = services['bedrock'];
  const script = command.at(-1) ?? '';
  expect(existsSync(script), script).toBe(true);
  const port = /PORT = (\d+)/.exec(readFileSync(script, 'utf8'))?.[1];
  expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
});
