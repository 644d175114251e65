import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { onTestFinished, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/read-settings.ts';
import { ArgusStack } from '../../lib/stack.ts';
import { handlerNames } from './handler-names.ts';

const made = new Map<string, Template>();

/** A stage with these settings, as `cdk synth` would write it; what is in the bundles does not show. Call it inside a test. */
export function templateOf(context: Record<string, unknown>): Template {
  const key = JSON.stringify(context);
  const template = made.get(key) ?? Template.fromStack(appOf(context).node.findChild('argus-test') as ArgusStack);
  made.set(key, template);
  return template;
}

/** Throws what cdk-nag finds that nobody acknowledged. */
export function checkRules(context: Record<string, unknown>): void {
  const app = appOf(context);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}

function appOf(chosen: Record<string, unknown>): App {
  // The CLI's own template rules take seconds of WebAssembly; `npm run synth` applies them.
  vi.stubEnv('CDK_VALIDATION', 'false');
  const codeFolder = mkdtempSync(join(tmpdir(), 'argus-stage-'));
  onTestFinished(() => {
    rmSync(codeFolder, { recursive: true });
    vi.unstubAllEnvs();
  });
  for (const handler of handlerNames()) {
    mkdirSync(join(codeFolder, handler));
    writeFileSync(join(codeFolder, handler, 'index.mjs'), '');
  }
  const app = new App({ context: { ...cdkJson.context, ...chosen, 'argus:codeFolder': codeFolder } });
  new ArgusStack(app, 'argus-test', { settings: readSettings((key) => app.node.tryGetContext(key)) });
  return app;
}
