import aktualizr from '../../../vocabularies/aktualizr.json' with { type: 'json' };
import boot from '../../../vocabularies/boot.json' with { type: 'json' };
import certificates from '../../../vocabularies/certificates.json' with { type: 'json' };
import crashes from '../../../vocabularies/crashes.json' with { type: 'json' };
import dtc from '../../../vocabularies/dtc.json' with { type: 'json' };
import hawkbit from '../../../vocabularies/hawkbit.json' with { type: 'json' };
import kernel from '../../../vocabularies/kernel.json' with { type: 'json' };
import mender from '../../../vocabularies/mender.json' with { type: 'json' };
import network from '../../../vocabularies/network.json' with { type: 'json' };
import outcomes from '../../../vocabularies/outcomes.json' with { type: 'json' };
import rauc from '../../../vocabularies/rauc.json' with { type: 'json' };
import sensor from '../../../vocabularies/sensor.json' with { type: 'json' };
import series from '../../../vocabularies/series.json' with { type: 'json' };
import swupdate from '../../../vocabularies/swupdate.json' with { type: 'json' };
import systemd from '../../../vocabularies/systemd.json' with { type: 'json' };
import uds from '../../../vocabularies/uds.json' with { type: 'json' };
import updateEngine from '../../../vocabularies/update_engine.json' with { type: 'json' };
import updateWords from '../../../vocabularies/update-words.json' with { type: 'json' };
import type { VocabularyFile } from './vocabulary-file.ts';

/**
 * The vocabularies of `vocabularies/`, part of the program: the same in a Lambda bundle and on one machine. Typed ones
 * first: where two know a line, the more exact one names the fault. The tests check them; here they are taken as they are.
 */
export const SHIPPED = [
  updateEngine,
  swupdate,
  rauc,
  mender,
  aktualizr,
  hawkbit,
  certificates,
  kernel,
  systemd,
  crashes,
  boot,
  uds,
  dtc,
  network,
  sensor,
  outcomes,
  updateWords,
  series,
] as unknown as readonly VocabularyFile[];
