import type { SessionFacts } from './upload-request.ts';

/** What a command may be told about the session the logs are from. */
export const SESSION_OPTIONS = {
  vehicle: { type: 'string' },
  platform: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  campaign: { type: 'string' },
  claimed: { type: 'string' },
} as const;

type SessionValues = { [Name in keyof typeof SESSION_OPTIONS]?: string | undefined };

export function readSessionFacts(values: SessionValues): Omit<SessionFacts, 'vehicleId'> {
  const { platform = null, from = null, to = null, campaign = null, claimed = null } = values;
  return {
    platform,
    firmware: from === null && to === null ? null : { from, to },
    otaCampaignId: campaign,
    claimedOutcome: claimed,
  };
}
