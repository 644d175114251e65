import type { Script, Story } from '../cases/story.ts';

/**
 * HELD OUT: clients that do not exist, speaking plain English that no rule or vocabulary may be written from. They measure
 * what the diagnosis makes of logs that nobody wrote rules for; who writes rules does not read this folder.
 */
const rollout = (unit: string) => ({
  fetching: `1 gw:ORCH/ROLL i rollout {campaign}: ${unit} is fetching {to}`,
  writing: `0.4 gw:ORCH/ROLL i rollout {campaign}: ${unit} is writing {to}`,
  done: `0.5 gw:ORCH/ROLL i rollout {campaign}: ${unit} now on {to}`,
  missed: `1.5 gw:ORCH/ROLL w rollout {campaign}: ${unit} still on {from}, marked unsuccessful`,
});

const TCU = rollout('TCU');
const IVI = rollout('IVI');
const ADAS = rollout('ADAS');
const BRAKE = rollout('unit 0x60');
const UNCLEAN =
  '0.2 systemd-journald w File /var/log/journal/{x:32}/system.journal corrupted or uncleanly shut down, renaming and replacing.';
const OVER: Script = [
  '0.5 PILT/MODE w pilot hands over to the driver',
  '0.3 gw:HMI/MSG w shown to driver: take over now',
];

export const HELD_OUT_STORIES: Readonly<Record<string, Story>> = {
  otad: {
    log: 'tcu',
    also: ['dmesg'],
    booted: ['1.4 otad i running from bank {slot}, release {running}'],
    idle: ['1 otad i no newer release offered'],
    steps: {
      offer: [
        TCU.fetching,
        '0.4 otad i asking depot.example.net for a newer release',
        '--',
        '0.7 otad i release {to} offered, {n:90-140} MB',
      ],
      fetch: [
        '0.2 otad i fetching release {to}',
        '2.5*9 otad i fetched {percent} %',
        '--',
        '0.3 otad i release {to} fetched',
      ],
      inspect: ['0.3 otad i inspecting manifest of release {to}', '--', '0.6 otad i manifest of release {to} accepted'],
      write: [
        TCU.writing,
        '0.3 otad i writing release {to} into bank {otherSlot}',
        '3*7 otad i bank {otherSlot}: {percent} % written',
        '--',
        '0.5 otad i bank {otherSlot} complete',
      ],
      hooks: ['0.3 otad i running hooks of release {to}', '--', '1.5 otad i all hooks ran'],
      switch: ['0.3 otad i next boot will use bank {otherSlot}', '--', '2 otad i restarting for release {to}'],
      restart: ['--', 'reboot 20 other'],
      confirm: [
        '3 otad i trial of release {to}: reporting completion',
        '--',
        '2 otad i completion acknowledged, bank {slot} is permanent now',
        TCU.done,
      ],
    },
    endings: {
      failed: ['0.2 otad w update to release {to} abandoned, bank {slot} stays in use', TCU.missed],
      rolledBack: ['reboot 16 other', '2 otad w trial of release {to} ended, back on release {from}', TCU.missed],
      cut: ['reboot 37 this', UNCLEAN, TCU.missed],
    },
    hiccup: {
      at: 'fetch',
      lines: [
        '3 otad w connection to depot lost at {n:20-70} %, trying again',
        '6 otad i connected to depot, continuing',
      ],
    },
    healthyOutcome: 'installed|not-seen|unknown',
  },
  fwagent: {
    log: 'agent',
    also: ['tcu', 'dmesg'],
    booted: ['1 fwagent.main i ---- agent started, image {running} on side {slot} ----'],
    idle: ['1 fwagent.poll i catalogue has no newer image'],
    steps: {
      catalogue: [
        TCU.fetching,
        '0.5 fwagent.poll i reading catalogue',
        '--',
        '0.8 fwagent.poll i catalogue lists image {to}',
      ],
      admit: [
        '0.3 fwagent.stage i checking whether image {to} suits this unit',
        '--',
        '0.4 fwagent.stage i image {to} suits this unit',
      ],
      pull: [
        '0.2 fwagent.pull i pulling image {to}',
        '2.2*10 fwagent.pull d {percent} % of 112 chunks',
        '--',
        '0.4 fwagent.pull i image {to} complete',
      ],
      lay: [
        TCU.writing,
        '0.3 fwagent.write i writing image {to} to side {otherSlot}',
        '3*6 fwagent.write d side {otherSlot}: {percent} %',
        '--',
        '0.5 fwagent.write i side {otherSlot} ready',
      ],
      flip: ['0.3 fwagent.flip i selecting side {otherSlot} for the next start', '--', '1.5 fwagent.flip i restarting'],
      restart: ['--', 'reboot 18 other'],
      keep: ['2 fwagent.flip i image {to} works, keeping side {slot}', TCU.done, '--'],
    },
    endings: { failed: ['0.2 fwagent.main e firmware change to {to} given up, side {slot} stays active', TCU.missed] },
    hiccup: {
      at: 'pull',
      lines: [
        '2 fwagent.pull e chunk {n:3-9} incomplete, requesting it again',
        '4 fwagent.pull i chunk complete at second request',
      ],
    },
    healthyOutcome: 'installed|not-seen|unknown',
  },
  renewal: {
    log: 'ivi',
    booted: ['0.6 RenewalSvc i started on half {slot}, build {running}'],
    idle: ['1 RenewalSvc i no newer build'],
    steps: {
      fetch: [
        IVI.fetching,
        '0.3 RenewalSvc i fetching build {to}',
        '2.4*9 RenewalSvc i {percent} % of build {to} fetched',
        '--',
        '0.3 RenewalSvc i build {to} fetched',
      ],
      merge: [
        IVI.writing,
        '0.3 RenewalSvc i merging build {to} into half {otherSlot}',
        '2.2*8 RenewalSvc d merged {percent} %',
        '--',
        '0.4 RenewalSvc i half {otherSlot} merged',
      ],
      swap: ['0.4 RenewalSvc i half {otherSlot} will start next', '--', '2 RenewalSvc i requesting restart'],
      restart: ['--', 'reboot 24 other'],
      settle: ['3 RenewalSvc i build {to} runs well on half {slot}', IVI.done, '--'],
    },
    endings: { failed: ['0.2 RenewalSvc w system renewal to build {to} cancelled, half {slot} remains', IVI.missed] },
    hiccup: {
      at: 'fetch',
      lines: ['3 RenewalSvc e source not responding, waiting', '5 RenewalSvc i source responding again'],
    },
    healthyOutcome: 'installed|not-seen|unknown',
  },
  swm: {
    log: 'adas',
    booted: ['0.3 SWMA/LIFE i up in compartment {slot} with load {running}'],
    idle: ['1 SWMA/JOB i no job waiting'],
    steps: {
      accept: [
        ADAS.fetching,
        '0.3 SWMA/JOB i software job {campaign} for load {to} accepted',
        '1.8*8 SWMA/JOB d piece {block} received, {percent} %',
        '--',
        '0.3 SWMA/JOB i load {to} received',
      ],
      match: [
        '0.3 SWMA/JOB i comparing load {to} with the other units',
        '--',
        '0.8 SWMA/JOB i load {to} goes with the other units',
      ],
      place: [
        ADAS.writing,
        '0.3 SWMA/JOB i placing load {to} in compartment {otherSlot}',
        '--',
        '9 SWMA/JOB i compartment {otherSlot} filled',
      ],
      restart: ['--', 'reboot 12 other'],
      probation: [
        '1 SWMA/LIFE i probation of load {to}: all functions must report within 30 s',
        '--',
        '11 SWMA/LIFE i all functions reported, load {to} stays',
      ],
      close: [ADAS.done, '--'],
    },
    endings: {
      failed: ['0.3 SWMA/JOB e software job {campaign} closed without result', ADAS.missed],
      rolledBack: [
        '0.3 SWMA/LIFE w probation of load {to} not passed, going back to compartment {otherSlot}',
        'reboot 11 other',
        ADAS.missed,
      ],
    },
    hiccup: {
      at: 'accept',
      lines: ['1 SWMA/JOB w piece {n:3-9} out of order, asking for it again', '0.5 SWMA/JOB i order restored'],
    },
    healthyOutcome: 'installed|not-seen|unknown',
  },
  bench: {
    log: 'flash',
    also: ['gw'],
    booted: [],
    idle: ['1 seq.main i unit 0x60 already has the wanted load'],
    steps: {
      greet: [
        BRAKE.writing,
        '0.3 seq.main i reprogramming of unit 0x60 begins, 96 pages',
        '0.3 seq.link i unit 0x60 answers, load {from}',
        '--',
      ],
      unlock: ['0.2 seq.step i UNLOCK unit 0x60', '--', '0.3 seq.step i UNLOCK done'],
      wipe: ['0.2 seq.step i WIPE unit 0x60', '--', '4 seq.step i WIPE done'],
      pages: [
        '0.2 seq.step i PAGES to unit 0x60',
        '0.4*41 seq.page d page {block} written',
        '--',
        '0.4*55 seq.page d page {block} written',
        '0.2 seq.step i PAGES done',
      ],
      seal: [
        '0.2 seq.step i SEAL unit 0x60',
        '--',
        '2 seq.step i SEAL done',
        '0.3 seq.main i reprogramming of unit 0x60 done, load {to}',
        BRAKE.done,
      ],
    },
    endings: { failed: ['0.3 seq.main e reprogramming of unit 0x60 not completed', BRAKE.missed] },
    hiccup: {
      at: 'pages',
      lines: ['0.3 seq.page w page 1{x:1} not confirmed in time, sending again', '0.2 seq.page i confirmed'],
    },
    healthyOutcome: 'installed|not-seen|unknown',
  },
  patrol: {
    log: 'adas',
    also: ['gw'],
    booted: ['0.3 SWMA/LIFE i up in compartment {slot} with load {running}'],
    idle: ['1 CHKR/RND i round of checks clean'],
    steps: {
      rolling: [
        '1 PILT/MODE i pilot engaged',
        '2*14 SCAN/ROOF d roof scanner sweep {block}, {n:28000-30000} returns',
        '--',
        '2*14 SCAN/ROOF d roof scanner sweep {block}, {n:28000-30000} returns',
      ],
      parked: ['8 PILT/MODE i pilot released, vehicle standing', '--'],
    },
    endings: { failed: OVER },
    hiccup: {
      at: 'rolling',
      lines: ['1 SCAN/ROOF w sweep {n:100-900} late by 9 ms', '0.1 SCAN/ROOF i sweeps in time again'],
    },
    healthyOutcome: 'not-attempted|not-seen|unknown',
  },
};
