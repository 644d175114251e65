import type { Values } from './options.ts';
import type { SessionFacts } from './upload-request.ts';

/** What a command may be told about the session the logs are from. */
export const SESSION_OPTIONS = {
  vehicle: { value: 'ID', about: 'the vehicle that all logs are of; of several, the host name or VIN of one' },
  platform: { value: 'NAME', about: 'its platform, such as J7' },
  from: { value: 'VERSION', about: 'firmware before the update' },
  to: { value: 'VERSION', about: 'firmware the update was to bring' },
  campaign: { value: 'ID', about: 'OTA campaign' },
  claimed: {
    value: 'OUTCOME',
    about: 'what the vehicle or the backend says came out of it, such as success or failure',
  },
} as const;

type SessionValues = Values<typeof SESSION_OPTIONS>;

export function readSessionFacts(values: SessionValues): Omit<SessionFacts, 'vehicleId'> {
  const { platform = null, from = null, to = null, campaign = null, claimed = null } = values;
  return {
    platform,
    firmware: from === null && to === null ? null : { from, to },
    otaCampaignId: campaign,
    claimedOutcome: claimed,
  };
}
