import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/read-settings.ts';
import { ArgusStack } from '../../lib/stack.ts';
import { handlerNames } from './handler-names.ts';

interface Alarm {
  AlarmDescription: string;
  AlarmActions: unknown[];
  MetricName: string;
  Namespace: string;
  Dimensions: { Name: string; Value: unknown }[];
  TreatMissingData: string;
  EvaluationPeriods: number;
  Threshold: number;
}

let template: Template;
const alarms = new Map<string, Alarm>();

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-alarms-'));
afterAll(() => rmSync(codeFolder, { recursive: true }));
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  for (const handler of handlerNames()) {
    mkdirSync(join(codeFolder, handler));
    writeFileSync(join(codeFolder, handler, 'index.mjs'), '');
  }
  const app = new App({ context: { ...cdkJson.context, 'argus:codeFolder': codeFolder } });
  const settings = readSettings(
    (key) => ({ 'argus:deviceAccess': true, 'argus:alarmEmail': 'a@b.org', 'argus:stage': 'test' })[key],
  );
  template = Template.fromStack(new ArgusStack(app, 'argus-test', { settings }));
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::CloudWatch::Alarm'))) {
    alarms.set(id.replace(/^Operations/, '').replace(/[0-9A-F]{8}$/, ''), Properties);
  }
});

describe('the alarms', () => {
  it('are let into their topic, which a policy that only denies would keep them out of', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@b.org' });
  });

  it('watch what can go wrong, and nothing is watched twice', () => {
    const FUNCTIONS = [
      'PlanBatch',
      'ParseUnit',
      'AggregateBatch',
      'DiagnoseBatch',
      'RegisterUpload',
      'SweepBatches',
      'FailBatch',
      'HandleRequest',
      'ViewDiagnosis',
      'HandleDevice',
      'EraseVehicle',
    ];
    expect([...alarms.keys()].sort()).toEqual(
      [
        ...['UndeliveredEvents', 'ArrivalsWait', 'LostUploads', 'SweepFaults', 'NoSweep'],
        ...['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsThrottled', 'UnitsLost', 'OldestOpenBatch'],
        ...FUNCTIONS.flatMap((name) => [`${name}Errors`, `${name}Throttles`]),
        ...['HandleRequest', 'ViewDiagnosis', 'HandleDevice', 'EraseVehicle'].map((name) => `${name}Answers5xx`),
      ].sort(),
    );
  });

  it('each go to the topic and say what they mean and what to do', () => {
    for (const [id, { AlarmActions: alarmActions, AlarmDescription: description }] of alarms) {
      expect(alarmActions, id).toEqual([{ Ref: expect.stringMatching(/^OperationsAlarms/) }]);
      expect(description, id).toMatch(/^[A-Z].{10,120}\. To do: [A-Z].{20,}\.$/);
    }
  });

  it('tell the stages of one account apart', () => {
    for (const [id, { Namespace: namespace, Dimensions: dimensions }] of alarms) {
      if (namespace !== 'Argus') continue;
      expect(dimensions, id).toContainEqual({ Name: 'stage', Value: 'argus-test' });
    }
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
      expect(Properties.Environment.Variables.STAGE).toBe('argus-test');
    }
  });

  it('see the errors that a door answers, which its function does not throw', () => {
    expect(alarms.get('HandleDeviceAnswers5xx')).toMatchObject({ Namespace: 'AWS/ApiGateway', MetricName: '5xx' });
    for (const door of ['HandleRequest', 'ViewDiagnosis', 'EraseVehicle']) {
      expect(alarms.get(`${door}Answers5xx`)).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Url5xxCount' });
    }
  });

  it('take silence of the sweep for a fault, and a few throttles of parsers for none', () => {
    expect(alarms.get('NoSweep')).toMatchObject({ TreatMissingData: 'breaching', EvaluationPeriods: 3 });
    expect(alarms.get('ParseUnitThrottles')).toMatchObject({ EvaluationPeriods: 6 });
    expect(alarms.get('OldestOpenBatch')?.Threshold).toBe(3 * 3_600);
  });
});
