import type { Route } from './route.ts';

/** Looking at one batch, which is what a link is for: no list of others, and nothing that changes anything. */
const OF_ONE_BATCH = [
  'readBatch',
  'listFiles',
  'readReport',
  'readRecords',
  'readCounts',
  'readFaults',
  'readTemplates',
  'readEpisodes',
  'viewDiagnosis',
];

/** What people see besides: which batches there are, what is like one, what was found out about them. */
const OF_ALL = ['listBatches', 'readSimilar', 'readResolution', 'listResolutions', 'checkHealth'];

const FOR_LINK_HOLDERS = new Set(OF_ONE_BATCH);
const FOR_PEOPLE = new Set([...OF_ONE_BATCH, ...OF_ALL]);

/** Whether holders of a signed link reach it: of the batch that the link is to. */
export const isForLinkHolders = ({ operationId }: Pick<Route, 'operationId'>): boolean =>
  FOR_LINK_HOLDERS.has(operationId);

/** Whether who is signed in reaches it: looking, and nothing else. */
export const isForPeople = ({ operationId }: Pick<Route, 'operationId'>): boolean => FOR_PEOPLE.has(operationId);
