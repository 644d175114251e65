/** Lambda keeps so many of an account's executions for functions without a reservation. */
const NEVER_RESERVED = 100;

/** How the account's concurrent executions are shared out. */
interface Concurrency {
  /** Parsers at once over all batches. */
  parsers: number;
  /** What is set aside for a function, and is its limit too; undefined: it takes from what is free. */
  reserved: { parsers?: number; viewers?: number; people?: number; vehicles?: number };
  /** Deliveries of arrivals at once; Lambda takes 2 and more. */
  arrivals: number;
}

/**
 * Shares of the quota: a tenth for viewers, a twentieth each for people and for vehicles, who can ask as often as they like and must not
 * crowd out the rest; half for parsers unless the stage says otherwise, who must not crowd out the endpoints. An account too
 * small for that (a new one has 10) reserves nothing.
 */
export function shareOut(lambdaQuota: number, parserConcurrency: number | null): Concurrency {
  const parsers = parserConcurrency ?? Math.floor(lambdaQuota / 2);
  return {
    parsers,
    reserved: reserves(lambdaQuota) ? { parsers, ...outside(lambdaQuota) } : {},
    arrivals: Math.min(20, Math.max(2, Math.floor(lambdaQuota / 10))),
  };
}

const outside = (lambdaQuota: number) => ({
  viewers: Math.floor(lambdaQuota / 10),
  people: Math.floor(lambdaQuota / 20),
  vehicles: Math.floor(lambdaQuota / 20),
});

const reserves = (lambdaQuota: number): boolean => reservable(lambdaQuota) >= lambdaQuota / 2;

function reservable(lambdaQuota: number): number {
  const { viewers, people, vehicles } = outside(lambdaQuota);
  return lambdaQuota - NEVER_RESERVED - viewers - people - vehicles;
}

/** The most parsers that leave something for everybody else. */
export const mostParsers = (lambdaQuota: number): number =>
  reserves(lambdaQuota) ? reservable(lambdaQuota) : Math.max(1, Math.floor(lambdaQuota * 0.8));
