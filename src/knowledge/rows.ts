import bootAndHealth from '../../knowledge/boot-and-health.json' with { type: 'json' };
import communication from '../../knowledge/communication.json' with { type: 'json' };
import kernelAndPower from '../../knowledge/kernel-and-power.json' with { type: 'json' };
import otaClients from '../../knowledge/ota-clients.json' with { type: 'json' };
import trustAndTime from '../../knowledge/trust-and-time.json' with { type: 'json' };
import udsFlash from '../../knowledge/uds-flash.json' with { type: 'json' };
import updateConditions from '../../knowledge/update-conditions.json' with { type: 'json' };
import updateEngine from '../../knowledge/update-engine.json' with { type: 'json' };
import vehicleFaults from '../../knowledge/vehicle-faults.json' with { type: 'json' };
import { type KnowledgeBase, loadKnowledge } from './knowledge-base.ts';

/** The rows of `knowledge/`, part of the program: the same in a Lambda bundle and on one machine. */
export const KNOWLEDGE: KnowledgeBase = loadKnowledge([
  ...updateEngine,
  ...kernelAndPower,
  ...udsFlash,
  ...otaClients,
  ...bootAndHealth,
  ...updateConditions,
  ...trustAndTime,
  ...communication,
  ...vehicleFaults,
]);
