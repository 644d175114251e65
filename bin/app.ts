import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readSettings, SettingsError } from '../lib/settings.ts';
import { ArgusStack } from '../lib/stack.ts';

const app = new App();
try {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  new ArgusStack(app, `argus-${settings.stage}`, { settings, description: 'Argus: vehicle logs to diagnosis' });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
