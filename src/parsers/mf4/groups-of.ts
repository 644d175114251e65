import { FrameSources } from '../frames/frame-sources.ts';
import type { SourceTable } from '../source-table.ts';
import { BusGroup } from './bus-group.ts';
import { findBusEvent } from './bus-kinds.ts';
import { ChannelType, SYNC_TIME } from './channel.ts';
import { NumberField } from './number-field.ts';
import { GroupClock, type MasterChannel, type RecordGroup } from './record-group.ts';
import { type ChannelGroup, type DataGroup, MAX_RECORD_LENGTH, type Recording } from './recording.ts';
import { SampleGroup } from './sample-group.ts';

/** A data group and what its records become, by record id. */
export interface ReadableGroup {
  dataGroup: DataGroup;
  groups: Map<number, GroupUse>;
  /** Frames of buses, which belong together in time; other values are read one group after the other. */
  isBus: boolean;
}

/** What to do with the records of one id: make them records, or keep them as the values of another group's. */
export type GroupUse = { group: RecordGroup; records: number } | { link: number };

export function readableGroups(recording: Recording, sources: SourceTable): ReadableGroup[] {
  const maker = new GroupMaker(recording, sources);
  return recording.dataGroups
    .filter(({ groups, data }) => data !== 0 && groups.length > 0)
    .map((each) => maker.make(each));
}

class GroupMaker {
  readonly #recording: Recording;
  readonly #sources: SourceTable;
  readonly #frames: FrameSources;

  constructor(recording: Recording, sources: SourceTable) {
    this.#recording = recording;
    this.#sources = sources;
    this.#frames = new FrameSources(sources);
  }

  make(dataGroup: DataGroup): ReadableGroup {
    const groups = new Map<number, GroupUse>();
    let isBus = false;
    for (const group of dataGroup.groups) {
      if (group.isVariable) groups.set(group.recordId, { link: group.link });
      else if (group.dataBytes + group.invalidationBytes <= MAX_RECORD_LENGTH) {
        const made = this.#groupOf(group);
        isBus ||= made instanceof BusGroup;
        groups.set(group.recordId, { group: made, records: group.records });
      }
    }
    return { dataGroup, groups, isBus };
  }

  #groupOf(group: ChannelGroup): RecordGroup {
    const clock = new GroupClock(this.#recording.startUs, masterOf(group));
    const isTimeInferred = this.#recording.isLocalTime;
    const event = findBusEvent(group.channels);
    if (event) return new BusGroup(group, event, { clock, sources: this.#frames, isTimeInferred });
    return new SampleGroup(group, { clock, sources: this.#sources, isTimeInferred });
  }
}

function masterOf({ channels, dataBytes }: ChannelGroup): MasterChannel | undefined {
  const master = channels.find(({ type, syncType }) => {
    return (type === ChannelType.master || type === ChannelType.virtualMaster) && syncType === SYNC_TIME;
  });
  if (!master) return undefined;
  const { linear, convert } = master.conversion;
  const field = master.type === ChannelType.virtualMaster ? undefined : new NumberField(master);
  if (field && field.end > dataBytes) return undefined;
  return linear ? { field, ...linear } : { field, factor: 1, offset: 0, convert };
}

/** Data of variable length that lies in blocks of its own, not in records of the same data group. */
export function variableLinks({ groups }: ReadableGroup): number[] {
  const uses = [...groups.values()];
  const inside = new Set(uses.flatMap((use) => ('link' in use ? [use.link] : [])));
  const links = uses.flatMap((use) => ('group' in use && use.group.variable ? [use.group.variable.link] : []));
  return links.filter((link) => !inside.has(link));
}
