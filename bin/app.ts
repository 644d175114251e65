import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { nearest } from '#src/cli/nearest.ts';
import { readSettings, refuseUnknown } from '../lib/read-settings.ts';
import { SettingsError } from '../lib/settings.ts';
import { ArgusStack } from '../lib/stack.ts';

const app = new App();
try {
  refuseUnknown(Object.keys(app.node.getAllContext()), nearest);
  const settings = readSettings((key) => app.node.tryGetContext(key));
  new ArgusStack(app, `argus-${settings.stage}`, {
    settings,
    description: 'Argus: vehicle logs to diagnosis',
    terminationProtection: settings.protect,
  });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
