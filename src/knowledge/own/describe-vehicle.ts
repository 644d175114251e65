import { digestOf } from '#src/evidence/digest.ts';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import { chooseDescriptions, type DescriptionFiles, filesOfList, type VehicleFacts } from './choose-descriptions.ts';

/** Platforms with their firmware whose databases are kept ready: each may have some 20 MB. */
const MAX_KEPT = 8;

/** What description files say of a vehicle, and what is another whenever any of them is. */
interface DescribedVehicle {
  descriptions: Descriptions;
  digest: string;
}

export type DescribeVehicle = (vehicle: VehicleFacts) => DescribedVehicle;

/** What the files of a list say of a vehicle; they are read once. Throws `UnusableDescription`. */
export function describerOf(files: DescriptionFiles): DescribeVehicle {
  const digest = digestOfFiles(files);
  const known = new Map<string, DescribedVehicle>();
  return ({ platform, firmware }) => {
    const key = JSON.stringify([platform, firmware]);
    const described = known.get(key) ?? { descriptions: chooseDescriptions(files, { platform, firmware }), digest };
    if (known.size >= MAX_KEPT) known.clear();
    known.set(key, described);
    return described;
  };
}

function digestOfFiles(files: DescriptionFiles): string {
  return digestOf(
    new TextEncoder().encode([files.list, ...filesOfList(files)].map(({ bytes }) => digestOf(bytes)).join(' ')),
  );
}
