import * as z from 'zod/mini';
import { Report } from '#src/report/report.ts';
import {
  BatchDetail,
  BatchListPage,
  CreateBatchBody,
  EraseBody,
  ErasurePage,
  FilePage,
  PartPage,
  Started,
  UploadPage,
} from './batch-schemas.ts';
import { CountPage, EpisodePage, FaultPage, TemplatePage } from './evidence-schemas.ts';
import { RecordPage } from './record-schemas.ts';
import { LessonItem, LessonList, ResolutionBody, SimilarList, SwitchBody } from './resolution-schemas.ts';

export const Health = z.object({ status: z.literal('ok') });
export const Index = z.object({ name: z.string(), links: z.record(z.string(), z.string()) });
/** An OpenAPI document. */
export const Description = z.looseObject({ openapi: z.string() });

/** Every body that a request or an answer of JSON has, by the name that clients generated from the description know it by. */
export const BODIES: Readonly<Record<string, z.ZodMiniType>> = {
  BatchDetail,
  BatchListPage,
  CountPage,
  CreateBatchBody,
  Description,
  EpisodePage,
  EraseBody,
  ErasurePage,
  FaultPage,
  FilePage,
  Health,
  Index,
  Lesson: LessonItem,
  LessonList,
  PartPage,
  RecordPage,
  Report,
  ResolutionBody,
  SimilarList,
  Started,
  SwitchBody,
  TemplatePage,
  UploadPage,
};

const NAMES = new Map(Object.entries(BODIES).map(([name, schema]) => [schema, name]));

export const nameOf = (schema: z.ZodMiniType): string | undefined => NAMES.get(schema);
