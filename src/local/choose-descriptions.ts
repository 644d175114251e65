import type { FoundDescriptions, VehicleFacts } from '#src/knowledge/own/choose-descriptions.ts';
import { checkDescriptions, chooseDescriptions } from '#src/knowledge/own/choose-descriptions.ts';
import { filesBeside } from './read-description.ts';

export type { FoundDescriptions, VehicleFacts };

/** Those files of the list at a path that are for this vehicle. Throws `UnusableDescription`. */
export const chooseBeside = (listPath: string, vehicle: VehicleFacts): FoundDescriptions =>
  chooseDescriptions(filesBeside(listPath), vehicle);

/** Throws `UnusableDescription` where any file of the list cannot be used. */
export const checkList = (listPath: string): void => checkDescriptions(filesBeside(listPath));
