import type { BatchEvidence, FailedFile } from '#src/evidence/file-evidence.ts';
import type { EvidenceFold } from '#src/evidence/merge.ts';
import { countMissing, outcomesOf } from './count-files.ts';
import { type FailureKind, failedFile } from './failures.ts';
import { FileHashes } from './file-hashes.ts';
import { type FileList, readFileList } from './file-list.ts';
import { evidenceKey, planKey, quotesKey } from './keys.ts';
import { filesOf, type Plan } from './plan.ts';
import type { BatchPorts } from './ports.ts';
import { enterStage } from './reopen-batch.ts';
import type { StageInput } from './stage-input.ts';
import { startQueued } from './start-batch.ts';
import { isEnd } from './states.ts';
import { readJson, writeJson } from './stored-json.ts';
import type { QuotesPlace } from './stored-quotes.ts';
import { readUnit, UnitCut, type UnitLine } from './unit-result.ts';

interface AggregateContext extends BatchPorts {
  /** `EvidenceFold` of `src/evidence`. */
  openFold: () => Pick<EvidenceFold, 'add' | 'fail'> & { finish(): BatchEvidence };
}

/** Not one unit left a result: that is an outage, not a property of the files. */
export class NothingParsed extends Error {
  override readonly name = 'NothingParsed';

  constructor(units: number) {
    super(`None of the ${units} units of work left a result.`);
  }
}

/**
 * Folds all unit results into the evidence of the batch, one stream at a time; files that never came or were lost on the
 * way are listed as failed.
 */
export async function aggregateBatch(context: AggregateContext, input: StageInput) {
  const { batchId } = input;
  const { store, table } = context;
  const batch = await enterStage(context, input, { to: 'aggregating' });
  if (isEnd(batch.state)) return { files: 0, failed: 0, lostUnits: 0 };
  // Its parsers are free now. What keeps another batch from starting is no fault of this one; the sweeper tries again.
  await startQueued(context).catch(() => undefined);
  const [list, plan] = await Promise.all([readFileList(store, batchId), readJson<Plan>(store, planKey(batchId))]);
  const fold = context.openFold();
  const folded = await foldUnits({ store, batchId, list, plan }, fold);
  for (const failed of findMissing(list, plan, folded)) fold.fail(failed);
  const all = Array.from({ length: list.count }, (_, file) => file);
  await countMissing(table, batchId, outcomesOf(all, folded.read));
  const evidence = fold.finish();
  await writeJson(store, quotesKey(batchId), folded.quotes);
  await writeJson(store, evidenceKey(batchId), evidence);
  return { files: list.count, failed: evidence.failed.length, lostUnits: folded.lost.size };
}

interface Units {
  store: BatchPorts['store'];
  batchId: string;
  list: FileList;
  plan: Plan;
}

interface Folded {
  /** Files of which something was read. */
  read: Set<number>;
  /** Units that left nothing. */
  lost: Set<number>;
  /** Files that a damaged result does not tell of to its end. */
  untold: number[];
  quotes: QuotesPlace[];
}

type Fold = ReturnType<AggregateContext['openFold']>;

async function foldUnits({ store, batchId, list, plan }: Units, fold: Fold): Promise<Folded> {
  const folded: Folded = { read: new Set(), lost: new Set(), untold: [], quotes: [] };
  const hashes = new FileHashes(list);
  for (const [unit, work] of plan.units.entries()) {
    const lines = await readUnit(store, batchId, unit);
    if (!lines) {
      folded.lost.add(unit);
      continue;
    }
    const last = await foldUnit(lines, { folded, hashes, fold });
    const files = filesOf(work);
    // Of the file that it tells of last there may have been more.
    if (last !== undefined) folded.untold.push(...files.slice(Math.max(files.indexOf(last), 0)));
  }
  const units = plan.units.length;
  if (units > 0 && folded.lost.size === units) throw new NothingParsed(units);
  return folded;
}

interface Folding {
  folded: Folded;
  hashes: FileHashes;
  fold: Fold;
}

/** Undefined when the result was whole, else the file that it tells of before it breaks off (-1: none): they stand in order. */
async function foldUnit(lines: AsyncIterable<UnitLine>, folding: Folding): Promise<number | undefined> {
  let last = -1;
  try {
    for await (const line of lines) {
      last = line.file;
      foldLine(line, folding);
    }
    return undefined;
  } catch (error) {
    if (error instanceof UnitCut) return last;
    throw error;
  }
}

function foldLine(line: UnitLine, { folded, hashes, fold }: Folding): void {
  if ('failed' in line) fold.fail(line.failed);
  else if ('quotesAt' in line) folded.quotes.push(line.quotesAt);
  else if ('sha256' in line) hashes.set(line.file, line.sha256);
  else {
    const fault = hashes.seal(line.evidence);
    if (fault) fold.fail(fault);
    else fold.add(line.evidence);
    if (!fault) folded.read.add(line.file);
  }
}

function findMissing(list: FileList, { units, refused }: Plan, { lost, untold }: Folded): FailedFile[] {
  const planned = new Set([...units.flatMap(filesOf), ...refused]);
  const never = Array.from({ length: list.count }, (_, file) => file).filter((file) => !planned.has(file));
  const failing = (files: readonly number[], fault: FailureKind) =>
    files.map((file) => failedFile(file, list.at(file), fault));
  return [
    ...[...lost].flatMap((unit) => failing(filesOf(units[unit]), 'range' in units[unit] ? 'range-lost' : 'unit-lost')),
    ...failing(untold, 'unit-lost'),
    ...failing(refused, 'file-too-large'),
    ...failing(never, 'not-uploaded'),
  ];
}
