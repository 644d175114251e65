import aktualizr from '../../../vocabularies/aktualizr.json' with { type: 'json' };
import awsIot from '../../../vocabularies/aws-iot.json' with { type: 'json' };
import balena from '../../../vocabularies/balena.json' with { type: 'json' };
import boot from '../../../vocabularies/boot.json' with { type: 'json' };
import certificates from '../../../vocabularies/certificates.json' with { type: 'json' };
import connections from '../../../vocabularies/connections.json' with { type: 'json' };
import crashes from '../../../vocabularies/crashes.json' with { type: 'json' };
import doip from '../../../vocabularies/doip.json' with { type: 'json' };
import dtc from '../../../vocabularies/dtc.json' with { type: 'json' };
import espBoot from '../../../vocabularies/esp-boot.json' with { type: 'json' };
import espOta from '../../../vocabularies/esp-ota.json' with { type: 'json' };
import fwupd from '../../../vocabularies/fwupd.json' with { type: 'json' };
import greenboot from '../../../vocabularies/greenboot.json' with { type: 'json' };
import hawkbit from '../../../vocabularies/hawkbit.json' with { type: 'json' };
import kernel from '../../../vocabularies/kernel.json' with { type: 'json' };
import mcuboot from '../../../vocabularies/mcuboot.json' with { type: 'json' };
import mender from '../../../vocabularies/mender.json' with { type: 'json' };
import network from '../../../vocabularies/network.json' with { type: 'json' };
import ostree from '../../../vocabularies/ostree.json' with { type: 'json' };
import outcomes from '../../../vocabularies/outcomes.json' with { type: 'json' };
import power from '../../../vocabularies/power.json' with { type: 'json' };
import programs from '../../../vocabularies/programs.json' with { type: 'json' };
import rauc from '../../../vocabularies/rauc.json' with { type: 'json' };
import ros from '../../../vocabularies/ros.json' with { type: 'json' };
import rugix from '../../../vocabularies/rugix.json' with { type: 'json' };
import sensor from '../../../vocabularies/sensor.json' with { type: 'json' };
import series from '../../../vocabularies/series.json' with { type: 'json' };
import socketcan from '../../../vocabularies/socketcan.json' with { type: 'json' };
import swupdate from '../../../vocabularies/swupdate.json' with { type: 'json' };
import systemd from '../../../vocabularies/systemd.json' with { type: 'json' };
import sysupgrade from '../../../vocabularies/sysupgrade.json' with { type: 'json' };
import timeSync from '../../../vocabularies/time-sync.json' with { type: 'json' };
import tuf from '../../../vocabularies/tuf.json' with { type: 'json' };
import uBoot from '../../../vocabularies/u-boot.json' with { type: 'json' };
import uds from '../../../vocabularies/uds.json' with { type: 'json' };
import updateEngine from '../../../vocabularies/update_engine.json' with { type: 'json' };
import updateWords from '../../../vocabularies/update-words.json' with { type: 'json' };
import verifiedBoot from '../../../vocabularies/verified-boot.json' with { type: 'json' };
import vsomeip from '../../../vocabularies/vsomeip.json' with { type: 'json' };
import { digestOfVocabularies } from './vocabulary-digest.ts';
import type { VocabularyFile } from './vocabulary-file.ts';

/** Typed ones first: where two know a line, the more exact one names the fault. */
const SHIPPED = [
  updateEngine,
  swupdate,
  rauc,
  mender,
  aktualizr,
  hawkbit,
  rugix,
  ostree,
  greenboot,
  balena,
  fwupd,
  sysupgrade,
  espOta,
  mcuboot,
  awsIot,
  tuf,
  certificates,
  connections,
  kernel,
  power,
  systemd,
  programs,
  crashes,
  espBoot,
  uBoot,
  verifiedBoot,
  boot,
  uds,
  dtc,
  doip,
  vsomeip,
  socketcan,
  timeSync,
  network,
  sensor,
  ros,
  outcomes,
  updateWords,
  series,
] as unknown as readonly VocabularyFile[];

/**
 * The vocabularies of `vocabularies/`, part of the program: the same in a Lambda bundle and on one machine. The tests check
 * them; here they are taken as they are. What is bundled has them as one text, which the first call reads (`build.ts`).
 */
export const shippedVocabularies = (): readonly VocabularyFile[] => SHIPPED;

/** Bundled, it is there already: every log that is read is marked with it. */
export const shippedDigest = (): string => {
  digest ??= digestOfVocabularies(SHIPPED);
  return digest;
};
let digest: string | undefined;
