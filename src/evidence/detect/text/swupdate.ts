import type { FaultRole, PhaseEvent } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/**
 * SWUpdate: states of `include/swupdate_status.h`, message stems of corelib/{swupdate_*,network_thread,installer,
 * channel_curl,server_hawkbit}.c (facts only). `cannot attach mtdN - maybe not a NAND` is an ERROR line of healthy runs.
 */
const fault = (kind: FaultKind, role: FaultRole, title: string): LineReading => ({ fault: { kind, role, title } });

const install = (state: PhaseEvent['state']): LineReading => ({ phase: { phase: 'install', state } });

const states: LineRule[] = [
  {
    anchors: ['swupdate'],
    pattern: /SWUPDATE (?:started|running)\b|Software [Uu]pdate started/,
    gives: install('started'),
  },
  {
    anchors: ['swupdate'],
    pattern: /SWUPDATE successful|SWUpdate was successful|SWUPDATE DONE/,
    gives: { ...install('succeeded'), outcome: { marker: 'update-applied', value: null } },
  },
  {
    anchors: ['swupdate', 'fatal'],
    pattern: /SWUpdate \*failed\*|FATAL_FAILURE|Image invalid or corrupted\. Not installing/,
    gives: {
      ...install('failed'),
      ...fault('ota-aborted', 'consequence', 'SWUpdate gave up the update'),
      outcome: { marker: 'update-failed', value: null },
    },
  },
];

function channelError([, curl]: RegExpExecArray): LineReading {
  const code = Number(curl);
  const title = `The connection to the update server failed (curl ${code})`;
  return { fault: { kind: 'network-error', code: `CURL ${code}`, role: 'symptom', title, facts: { curl: code } } };
}

function httpError([, status]: RegExpExecArray): LineReading {
  const http = Number(status);
  const isRefused = http === 401 || http === 403;
  const title = isRefused ? 'The update server refused this device' : 'The update server answered with an error';
  const role = isRefused ? 'cause' : 'symptom';
  return { fault: { kind: 'server-refused', code: `HTTP ${http}`, role, title, facts: { http } } };
}

const causes: LineRule[] = [
  {
    anchors: ['evp', 'verify', 'signature', 'cms'],
    pattern:
      /EVP_DigestVerifyFinal failed|swupdate_(?:rsa|cms|gpg)_verify\.c|Compressed image not signed|swupdate_verify_file/,
    unless: /Verified OK|Verify OK|[Ss]ignature verified|: (?:0|successful)$/,
    gives: fault('signature-invalid', 'cause', 'The signature of the update image is not valid'),
  },
  {
    anchors: ['hash', 'sha', 'checksum', 'decryption'],
    pattern: /HASH mismatch|Checksum WRONG|Wrong checksum/,
    gives: fault('hash-mismatch', 'cause', 'Data of the update does not match its checksum'),
  },
  {
    anchors: ['hw', 'hardware', 'board'],
    pattern: /HW compatibility not (?:verified|found)|SW not compatible with hardware|no compatible hardware/i,
    gives: fault('incompatible-bundle', 'cause', 'The update does not list this hardware revision'),
  },
  {
    anchors: ['downgrade', 'downgrading', 'version'],
    pattern: /Downgrading not allowed|No downgrading allowed|version .{1,40} is older .{0,40}(?:rejected|not allowed)/i,
    gives: fault('downgrade-refused', 'cause', 'The update is older than what is installed'),
  },
  { anchors: ['channel'], pattern: /Channel (?:get|put) operation failed \((\d{1,3})\)/, gives: channelError },
  { anchors: ['channel'], pattern: /Channel operation returned HTTP error code (\d{3})/, gives: httpError },
];

const symptoms: LineRule[] = [
  {
    anchors: ['installing', 'writing', 'image', 'cpio', 'streamed'],
    pattern:
      /Error (?:installing|writing|streaming) |Installer for \S{1,40} not successful|(?:cpio|CPIO) (?:header|archive) (?:corrupted|invalid)/,
    gives: fault('ota-install-failed', 'symptom', 'An image could not be written'),
  },
  {
    anchors: ['sw', 'description', 'parse'],
    pattern:
      /(?:no|Error|wrong) .{0,24}sw-description|sw-description .{0,40}(?:failed|invalid|cannot|error)|Compatible SW not found/i,
    gives: fault('bundle-damaged', 'symptom', 'The description of the update could not be used'),
  },
  {
    anchors: ['script', 'postinstall', 'preinstall'],
    pattern:
      /(?:pre|post)?-?(?:install|update)? ?[Ss]cripts? (?:failed|returned error)|Execution of (?:pre|post)-?install scripts failed/,
    gives: fault('ota-hook-failed', 'symptom', 'A script of the update failed'),
  },
];

export const swupdate: RuleBook = { vocabulary: 'swupdate', rules: [...states, ...causes, ...symptoms] };

/** Any other error SWUpdate prints. */
export const swupdateErrors: RuleBook = {
  vocabulary: 'swupdate',
  isFallback: true,
  rules: [
    {
      anchors: ['swupdate'],
      pattern: /SWUPDATE failed \[-?\d{1,6}\] ERROR/,
      unless: /cannot attach mtd\d{1,2} - maybe not a NAND/,
      gives: fault('ota-error', 'symptom', 'SWUpdate reported an error'),
    },
  ],
};
