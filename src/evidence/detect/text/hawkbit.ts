import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/**
 * hawkBit DDI feedback (eclipse-hawkbit DdiStatus/DdiResult: execution closed … download, finished success/failure/none)
 * and rauc-hawkbit-updater's own lines (src/hawkbit-client.c, LGPL: stems only). What is sent to the server is a claim:
 * only a failure counts as an outcome, success has to be seen on the vehicle.
 */
function feedback([, finished]: RegExpExecArray): LineReading {
  if (finished !== 'failure') return WATCH;
  return {
    outcome: { marker: 'update-failed', value: null },
    fault: {
      kind: 'ota-aborted',
      role: 'consequence',
      title: 'The client reported the update to the server as failed',
    },
  };
}

const rules: LineRule[] = [
  { anchors: ['finished'], pattern: /"finished"\s{0,2}:\s{0,2}"(success|failure|none)"/, gives: feedback },
  {
    anchors: ['software', 'bundle'],
    pattern: /Software bundle installed successfully/,
    gives: { phase: { phase: 'install', state: 'succeeded' }, outcome: { marker: 'update-applied', value: null } },
  },
  {
    anchors: ['failed', 'bundle'],
    pattern: /Failed to install software bundle/,
    gives: {
      phase: { phase: 'install', state: 'failed' },
      outcome: { marker: 'update-failed', value: null },
      fault: { kind: 'ota-aborted', role: 'consequence', title: 'The installation of the bundle failed' },
    },
  },
  {
    anchors: ['download'],
    pattern: /Download complete\. [\d.]{1,12} MB\/s|File checksum OK/,
    gives: { phase: { phase: 'download', state: 'succeeded' } },
  },
  {
    anchors: ['checksum'],
    pattern:
      /Invalid checksum: \S{1,128} expected|(?:bundle|artifact|image|download) checksum (?:mismatch|invalid|does not match)/i,
    gives: {
      fault: { kind: 'hash-mismatch', role: 'cause', title: 'The downloaded bundle does not match its checksum' },
    },
  },
  {
    anchors: ['http', 'request'],
    pattern:
      /HTTP request failed: (\d{1,3})|HTTP error: (\d{3})|Scheduled check for new software failed status code: (\d{3})/,
    gives: (match) => {
      const http = Number(match[1] ?? match[2] ?? match[3]);
      const role = http === 401 || http === 403 ? 'cause' : 'symptom';
      const title = 'The update server answered with an error';
      return { fault: { kind: 'server-refused', code: `HTTP ${http}`, role, title, facts: { http } } };
    },
  },
  { anchors: ['software'], pattern: /No new software\./, gives: { outcome: { marker: 'up-to-date', value: null } } },
];

export const hawkbit: RuleBook = { vocabulary: 'hawkbit', rules };
