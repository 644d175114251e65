import { createApi } from '#src/api/api.ts';
import { OPEN_DOOR } from '#src/api/diagnosis-door.ts';
import { withPages } from '#src/api/pages.ts';
import type { ApiSettings } from '#src/api/route.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import { MOST_BYTES } from '#src/batch/most-bytes.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { type ChosenModel, openArgus } from './argus.ts';
import { consolePages } from './console-pages.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';

export interface ServeOptions {
  /** Everything Argus keeps lies in here. */
  dataDir: string;
  /** 0 takes any free port. */
  port: number;
  /** Pages of these origins may read, as `https://fleet.example`; none by default. */
  allowOrigins?: readonly string[];
  /** How long a batch is kept after its end; for ever by default. */
  keepMs?: number | undefined;
  /** How long a batch waits for its files; an hour by default. */
  uploadWindowMinutes?: number;
  /** Words the rules' reports; none by default. */
  model?: ChosenModel;
  /** The shipped rows with a user's own; the shipped ones alone when absent. */
  knowledge?: KnowledgeBase;
  /** A user's own vocabularies, checked. */
  vocabularies?: VocabularyText[];
  /** Path of a list of description files, checked. */
  databases?: string;
  /** Told of defects and outages; clients only learn that something failed. */
  onError(error: unknown): void;
  /** Told, in a sentence each, what was found damaged at the start and mended. */
  onMended?: (sentence: string) => void;
}

export interface ServedArgus {
  url: string;
  /** Builds the page now instead of when somebody first opens it. */
  preparePage(): Promise<unknown>;
  /** Looks after open batches now instead of at the next minute. */
  sweep(): Promise<unknown>;
  close(): Promise<void>;
}

const SETTINGS: Omit<ApiSettings, 'uploadWindowMs'> = {
  urlLifeMs: 15 * 60_000,
  maxUploadBytes: MOST_BYTES.ranges,
  door: OPEN_DOOR,
  streamsRecords: true,
  stream: { pollMs: 100, lookMs: 500, heartbeatMs: 15_000, limitMs: Number.POSITIVE_INFINITY },
};

/** The whole product in this process, behind one port of 127.0.0.1. Throws `PortUnavailable` and what `openArgus` does. */
export async function serveArgus({
  port,
  onError,
  allowOrigins = [],
  uploadWindowMinutes = 60,
  ...options
}: ServeOptions): Promise<ServedArgus> {
  let url = '';
  const argus = await openArgus({ ...options, baseUrl: () => url, onError });
  const { adapters, cases, lessons, store, signer } = argus;
  const api = createApi({
    ...adapters,
    records: batchRecords({ codecs: nodeCodecs, store }),
    lessons,
    cases,
    settings: { ...SETTINGS, uploadWindowMs: uploadWindowMinutes * 60_000 },
  });
  const pages = consolePages();
  let server: HttpServer;
  try {
    server = await startHttpServer({ port, api: withPages(api, pages), store, signer, allowOrigins, onError });
  } catch (error) {
    await argus.close();
    throw error;
  }
  url = server.url;
  return {
    url,
    preparePage: pages,
    sweep: argus.sweep,
    async close() {
      await server.close();
      await argus.close();
    },
  };
}
