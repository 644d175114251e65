import { Report } from '#src/report/report.ts';
import {
  BatchDetail,
  BatchListPage,
  CreateBatchBody,
  DiagnosisQuery,
  EraseBody,
  ErasurePage,
  FilePage,
  FromQuery,
  ListQuery,
  PartPage,
  PartsQuery,
  ReportQuery,
  Started,
  UploadPage,
} from './batch-schemas.ts';
import { createBatch } from './create-batch.ts';
import { eraseVehicle } from './erase-vehicle.ts';
import { EVIDENCE_ROUTES } from './evidence-routes.ts';
import { jsonResponse } from './http.ts';
import { openApiOf } from './openapi.ts';
import { listBatches, listFiles, readBatch } from './read-batch.ts';
import { readRecords } from './read-records.ts';
import { readReport } from './read-report.ts';
import { readSimilar } from './read-similar.ts';
import { RecordPage, RecordsQuery } from './record-schemas.ts';
import { RESOLUTION_ROUTES } from './resolution-routes.ts';
import { SimilarList } from './resolution-schemas.ts';
import { retryBatch } from './retry-batch.ts';
import { type Route, route } from './route.ts';
import { Description, Health, Index } from './schema-names.ts';
import { startNow } from './start-batch.ts';
import { listUploads } from './upload-pages.ts';
import { missingParts } from './upload-parts.ts';
import { viewDiagnosis } from './view-diagnosis.ts';

/** Raised with every change that clients can see. */
const API_VERSION = '1.0.0';

/** Every path of the API: requests are matched and checked by this table, and `/openapi.json` is written from it. */
export const ROUTES: readonly Route[] = [
  route(
    {
      method: 'POST',
      path: '/batches',
      operationId: 'createBatch',
      summary: 'Announce the log files of one session and get a place to upload each',
      description:
        'Send each file with the method and exactly the headers of its upload target. The batch is diagnosed once the last file has arrived.',
      requestHeaders: {
        'Idempotency-Key':
          'Names this request. The same key with the same body always answers with the same batch, so a lost answer can be asked for again; a key is remembered as long as its batch is kept. Keys must be unique over all vehicles (a UUID, or a hash of what is uploaded).',
      },
      body: CreateBatchBody,
      answers: {
        201: [{ description: 'The batch was created', schema: UploadPage }],
        200: [
          {
            description:
              'This Idempotency-Key created the batch earlier. An expired one waits for its files again; where state is neither "uploading" nor "queued", no file is taken any more, and counts in GET /batches/{batchId} tell how many came.',
            schema: UploadPage,
          },
        ],
      },
      problems: ['invalid-json', 'invalid-request', 'idempotency-key-reused', 'body-too-large'],
    },
    createBatch,
  ),
  route(
    {
      method: 'GET',
      path: '/batches',
      operationId: 'listBatches',
      summary: 'Batches, newest first',
      query: ListQuery,
      answers: { 200: [{ description: 'A page of batches', schema: BatchListPage }] },
      problems: ['invalid-request'],
    },
    listBatches,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}',
      operationId: 'readBatch',
      summary: 'State, counts and stages of a batch',
      answers: { 200: [{ description: 'The batch', schema: BatchDetail }] },
      problems: ['batch-not-found'],
    },
    readBatch,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/uploads',
      operationId: 'listUploads',
      summary: 'Fresh upload targets of the files that have not arrived',
      description: 'Also the way to replace upload URLs that have expired.',
      query: FromQuery,
      answers: { 200: [{ description: 'At most 1,000 targets', schema: UploadPage }] },
      problems: ['invalid-request', 'batch-not-found', 'batch-closed', 'batch-incomplete'],
    },
    listUploads,
  ),
  route(
    {
      method: 'POST',
      path: '/batches/{batchId}/parts',
      operationId: 'missingParts',
      summary: 'Upload targets of the parts of a large file that have not arrived',
      description:
        'Send each part with the method and exactly the headers of its target, in any order, and ask again until isWhole: then the file is complete. The way to go on after a break is the same.',
      query: PartsQuery,
      answers: { 200: [{ description: 'At most 1,000 targets', schema: PartPage }] },
      problems: ['invalid-request', 'batch-not-found', 'batch-closed', 'batch-incomplete', 'parts-not-taken'],
    },
    missingParts,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/files',
      operationId: 'listFiles',
      summary: 'The files of a batch and how far each is',
      query: FromQuery,
      answers: { 200: [{ description: 'At most 1,000 files', schema: FilePage }] },
      problems: ['invalid-request', 'batch-not-found', 'batch-incomplete'],
    },
    listFiles,
  ),
  route(
    {
      method: 'POST',
      path: '/batches/{batchId}/start',
      operationId: 'startBatch',
      summary: 'Go on with the files that have arrived',
      answers: {
        202: [{ description: 'The diagnosis runs', schema: Started }],
        200: [{ description: 'The batch has its result already', schema: Started }],
      },
      problems: ['batch-not-found', 'batch-closed', 'nothing-uploaded'],
    },
    startNow,
  ),
  route(
    {
      method: 'POST',
      path: '/batches/{batchId}/retry',
      operationId: 'retryBatch',
      summary: 'Go on with a batch that failed, where it broke',
      answers: {
        202: [{ description: 'It goes on', schema: Started }],
        200: [{ description: 'The batch has its result already', schema: Started }],
      },
      problems: ['batch-not-found', 'nothing-to-retry'],
    },
    retryBatch,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/report',
      operationId: 'readReport',
      summary: 'The diagnosis with its evidence',
      query: ReportQuery,
      requestHeaders: {
        Accept:
          'Where there is no "format": text/html for a page, text/markdown for a document, text/plain for a terminal, application/json (the default) for all of it.',
      },
      answers: {
        200: [
          { description: 'The report', schema: Report },
          { description: 'The report as a document', contentType: 'text/markdown' },
          { description: 'The report as a terminal shows it', contentType: 'text/plain' },
          { description: 'The report as a page that needs nothing else, to send or print', contentType: 'text/html' },
        ],
      },
      problems: ['invalid-request', 'batch-not-found', 'report-not-ready'],
    },
    readReport,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/records',
      operationId: 'readRecords',
      summary: 'Log records around a place, or those that fit',
      description:
        'With "at" (a line of the report, such as E3, or FILE:OFFSET) the records around it; without, those that fit all of the other parameters, in order of file and place. An answer takes 20 seconds at most; isCut says that there may be more.',
      query: RecordsQuery,
      requestHeaders: {
        Accept: 'application/x-ndjson for all that fit, a line of JSON each, where the door streams; pages else.',
      },
      answers: {
        200: [
          { description: 'Records as they stand in the uploaded files', schema: RecordPage },
          { description: 'All of them, a line of JSON each', contentType: 'application/x-ndjson' },
        ],
      },
      problems: ['invalid-request', 'batch-not-found'],
    },
    readRecords,
  ),
  ...EVIDENCE_ROUTES,
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/similar',
      operationId: 'readSimilar',
      summary: 'Earlier batches that show what this one shows, with what became of them',
      answers: { 200: [{ description: 'The most alike first', schema: SimilarList }] },
      problems: ['batch-not-found', 'report-not-ready'],
    },
    readSimilar,
  ),
  ...RESOLUTION_ROUTES,
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/diagnosis',
      operationId: 'viewDiagnosis',
      summary: 'Follow the diagnosis as it is made (server-sent events)',
      description:
        'Events: status, progress, claim, report, reset, done. Those with an id are stored: after a break, Last-Event-ID goes on behind the last one seen, without loss or repetition. A progress event without an id is a count of the moment. The stream ends after done.',
      requestHeaders: { 'Last-Event-ID': 'The id of the last event seen; the lastEventId parameter says the same.' },
      query: DiagnosisQuery,
      answers: {
        200: [{ description: 'The events', contentType: 'text/event-stream' }],
        204: [{ description: 'The last event has been seen: do not come back' }],
        307: [{ description: 'The stream is served there' }],
      },
      problems: ['invalid-request', 'link-refused', 'batch-not-found'],
    },
    viewDiagnosis,
  ),
  route(
    {
      method: 'POST',
      path: '/erasures',
      operationId: 'eraseVehicle',
      summary: 'Erase everything that is kept of a vehicle',
      description:
        'Uploads, results, rows and events of all its batches. A batch that is worked on, or to which an upload URL may still bring something, waits and is named: the same request later erases it.',
      body: EraseBody,
      answers: { 200: [{ description: 'What was erased, and what a look after it found', schema: ErasurePage }] },
      problems: ['invalid-json', 'invalid-request'],
    },
    eraseVehicle,
  ),
  route(
    {
      method: 'GET',
      path: '/healthz',
      operationId: 'checkHealth',
      summary: 'Whether the API answers',
      answers: { 200: [{ description: 'It does', schema: Health }] },
      problems: [],
    },
    async () => jsonResponse(200, { status: 'ok' }),
  ),
  route(
    {
      method: 'GET',
      path: '/',
      operationId: 'readIndex',
      summary: 'Where to go from here',
      answers: { 200: [{ description: 'Links', schema: Index }] },
      problems: [],
    },
    async () =>
      jsonResponse(200, {
        name: 'Argus',
        links: { batches: '/batches', openapi: '/openapi.json', health: '/healthz' },
      }),
  ),
  route(
    {
      method: 'GET',
      path: '/openapi.json',
      operationId: 'readOpenApi',
      summary: 'This description',
      answers: { 200: [{ description: 'OpenAPI 3.1', schema: Description }] },
      problems: [],
    },
    async () => jsonResponse(200, openApiOf(ROUTES, API_VERSION)),
  ),
];
