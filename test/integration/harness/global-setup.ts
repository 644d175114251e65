import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { deployApp } from './deploy-app.ts';
import { type Deployment, describeFunctions } from './deployment.ts';
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
  const emulator = given
    ? { endpoint: given, certificate: process.env['AWS_CA_BUNDLE'] ?? null, close: async () => undefined }
    : await startMiniStack();
  const { endpoint, certificate } = emulator;
  if (certificate) trustCertificate(certificate);
  const folder = mkdtempSync(join(tmpdir(), 'argus-integration-'));
  const close = async () => {
    rmSync(folder, { recursive: true, force: true });
    await emulator.close();
  };
  try {
    const beganMs = performance.now();
    const outputs = await deployApp(emulator, folder);
    const functions = await describeFunctions(endpoint);
    project.provide('deployment', { endpoint, certificate, ...outputs, functions });
    console.log(`Deployed to ${endpoint} in ${((performance.now() - beganMs) / 1000).toFixed(1)} s.`);
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
