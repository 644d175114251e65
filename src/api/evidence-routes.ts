import {
  CountPage,
  CountsQuery,
  EpisodePage,
  EpisodesQuery,
  FaultPage,
  FaultsQuery,
  TemplatePage,
  TemplatesQuery,
} from './evidence-schemas.ts';
import { readCounts, readEpisodes, readFaults, readTemplates } from './read-evidence.ts';
import { type Route, route } from './route.ts';

const PROBLEMS = ['invalid-request', 'batch-not-found', 'evidence-not-ready'] as const;

/** What the files of a batch show, as soon as they are read: before its report is there. */
export const EVIDENCE_ROUTES: readonly Route[] = [
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/counts',
      operationId: 'readCounts',
      summary: 'Records per ECU, level and bin of time, of the whole batch or a part of it',
      description:
        'At most 2,000 bins, from counts that are kept: the answer does not depend on how many records there are.',
      query: CountsQuery,
      answers: { 200: [{ description: 'One lane per ECU and level', schema: CountPage }] },
      problems: PROBLEMS,
    },
    readCounts,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/faults',
      operationId: 'readFaults',
      summary: 'Faults that the logs show, earliest first',
      query: FaultsQuery,
      answers: { 200: [{ description: 'A page of faults', schema: FaultPage }] },
      problems: PROBLEMS,
    },
    readFaults,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/templates',
      operationId: 'readTemplates',
      summary: 'Patterns of lines with their counts over time, against those of another batch',
      query: TemplatesQuery,
      answers: { 200: [{ description: 'A page of templates', schema: TemplatePage }] },
      problems: PROBLEMS,
    },
    readTemplates,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/episodes',
      operationId: 'readEpisodes',
      summary: 'Boots, update attempts with their steps, silences, damage and the quality of clocks, per ECU',
      query: EpisodesQuery,
      answers: { 200: [{ description: 'What happened to each ECU', schema: EpisodePage }] },
      problems: PROBLEMS,
    },
    readEpisodes,
  ),
];
