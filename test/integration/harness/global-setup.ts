import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startFakeBedrock } from '#test/support/fake-bedrock.ts';
import { deployApp } from './deploy-app.ts';
import { type Deployment, describeFunctions } from './deployment.ts';
import { recogniseEmulator } from './emulator-differences.ts';
import { startMiniStack } from './ministack.ts';
import { trustCertificate } from './trust.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    deployment: Deployment;
  }
}

/** One emulator and one deployment for all files: `AWS_ENDPOINT_URL`, or MiniStack started here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { AWS_ENDPOINT_URL: given } = process.env;
  const started = given
    ? { endpoint: given, certificate: process.env['AWS_CA_BUNDLE'] ?? null, close: async () => undefined }
    : await startMiniStack();
  const { endpoint, certificate } = started;
  if (certificate) trustCertificate(certificate);
  const folder = mkdtempSync(join(tmpdir(), 'argus-integration-'));
  const bedrock = await startFakeBedrock(() => ({ text: ['{"note":', '"no claim"}\n'] }));
  const close = async () => {
    rmSync(folder, { recursive: true, force: true });
    await bedrock.close();
    await started.close();
  };
  try {
    const beganMs = performance.now();
    const emulator = await recogniseEmulator(endpoint);
    const outputs = await deployApp(started, folder, {
      ...emulator,
      modelEndpoint: emulator.modelEndpoint ?? bedrock.url,
    });
    const functions = await describeFunctions(endpoint);
    project.provide('deployment', { endpoint, certificate, emulator, ...outputs, functions });
    console.log(
      `Deployed to ${emulator.name} at ${endpoint} in ${((performance.now() - beganMs) / 1000).toFixed(1)} s.`,
    );
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
