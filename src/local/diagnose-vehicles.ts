import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { streamKey } from '#src/diagnosis/place.ts';
import {
  groupLogs,
  nearestByFolder,
  type VehicleGroups,
  type VehicleLogs,
} from '#src/diagnosis/vehicles/group-logs.ts';
import { logOwners } from '#src/diagnosis/vehicles/log-owner.ts';
import { groupNamed, UNKNOWN_VEHICLE, withOthers, worstOf } from '#src/diagnosis/vehicles/several-vehicles.ts';
import type { BatchEvidence, FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import type { Report } from '#src/report/report.ts';

/** What was read of each file, before it is one. */
interface CollectedLogs {
  evidence: readonly FileEvidence[];
  failed: readonly FailedFile[];
}

/**
 * Diagnoses logs as those of one vehicle, unless nobody says so and they cannot be: then each vehicle's by themselves, so that
 * nothing of one is held for evidence of another. The report is on the vehicle that is worst off, or on the one that was asked
 * for, and names the others.
 */
export async function diagnoseVehicles(logs: CollectedLogs, input: Omit<DiagnoseInput, 'evidence'>): Promise<Report> {
  const whole = mergeEvidence(logs.evidence, logs.failed);
  const found = groupLogs(logOwners(whole));
  const { vehicleId } = input.context;
  const asked = groupNamed(found, vehicleId);
  const isOne = found.groups.length < 2 || (vehicleId !== UNKNOWN_VEHICLE && asked === undefined);
  return isOne ? diagnose({ ...input, evidence: whole }) : diagnoseEach({ logs, found, asked }, input);
}

interface Several {
  logs: CollectedLogs;
  found: VehicleGroups;
  /** The one that was asked for. */
  asked: VehicleLogs | undefined;
}

/** By the rules alone first: which one it is on is known only then, and only that one is worth a language model. */
async function diagnoseEach({ asked, found, logs }: Several, input: Omit<DiagnoseInput, 'evidence'>): Promise<Report> {
  const { emit, model, ...quiet } = input;
  const evidence = found.groups.map((group) => evidenceOf(group, found, logs));
  const reports: Report[] = [];
  for (const each of evidence) reports.push(await diagnose({ ...quiet, evidence: each }));
  const shown = asked ? found.groups.indexOf(asked) : worstOf(reports);
  if (emit || model) reports[shown] = await diagnose({ ...input, evidence: evidence[shown] });
  return withOthers(reports, shown, found);
}

function evidenceOf(group: VehicleLogs, found: VehicleGroups, { evidence, failed }: CollectedLogs): BatchEvidence {
  const streams = new Set(group.logs.map(({ stream }) => stream));
  const isOwn = ({ file: { index, member } }: FileEvidence): boolean => streams.has(streamKey({ file: index, member }));
  return mergeEvidence(
    evidence.filter(isOwn),
    failed.filter(({ name }) => nearestByFolder(found, name) === group),
  );
}
