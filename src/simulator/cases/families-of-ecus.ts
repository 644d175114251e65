import type { Family } from './story.ts';

/** Faults of the head unit, of ECUs flashed over UDS, of the driver-assistance computer and of a sensor. */
export const ECU_FAMILIES: Readonly<Record<string, Family>> = {
  'delta-source': {
    truth: 'the running system was changed, so the delta does not fit it',
    outcome: 'failed',
    terse: 'base nok',
    known: {
      story: 'update-engine',
      breaksAt: 'download',
      cause: [
        "0.3 update_engine e [ERROR:partition_writer.cc(362)] The hash of the source data on disk for this operation doesn't match the expected value. This could mean that the delta update payload was targeted for another version, or that the source partition was modified after it was installed.",
      ],
      effects: [
        '0.1 update_engine e [ERROR:partition_writer.cc(306)] source_fd != nullptr failed.',
        '0.1 update_engine e [ERROR:delta_performer.cc(844)] Failed to perform SOURCE_BSDIFF operation {n:100-900}, which is the operation 0 in partition "system"',
        '0.1 update_engine i [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadOperationExecutionError',
      ],
      ending: 'failed',
      keywords: ['source (data|partition|version)', 'source.*(hash|modified|differ)'],
    },
  },
  'package-unreadable': {
    truth: 'the policy of the head unit does not let update_engine read the package on the stick',
    outcome: 'failed',
    terse: 'no right',
    known: {
      story: 'update-engine',
      breaksAt: 'download',
      cause: [
        '0.2 update_engine e [ERROR:file_stream.cc(-1)] Domain=system, Code=EACCES, Message=Permission denied',
        '0.1 auditd i type=1400 audit(0.0:{n:900-9999}): avc: denied { dac_read_search } for comm="update_engine" capability=2 scontext=u:r:update_engine:s0 tcontext=u:r:update_engine:s0 tclass=capability permissive=0',
      ],
      effects: [
        "0.2 update_engine e [ERROR:file_fetcher.cc(87)] Couldn't open /storage/{x:4}-{x:4}/ota.zip",
        '0.1 update_engine i [INFO:multi_range_http_fetcher.cc(129)] TransferEnded w/ code 404',
        '0.1 update_engine i [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadTransferError',
      ],
      ending: 'failed',
      keywords: ['permission denied', 'eacces', 'avc: +denied', 'selinux', 'access'],
      decoys: ['\\b404\\b', 'network'],
    },
  },
  'flash-voltage': {
    truth: 'the brake ECU refuses to erase because its supply is too low',
    outcome: 'failed',
    terse: 'volt nok',
    known: {
      story: 'uds',
      breaksAt: 'erase',
      cause: ['0.1 can:BRK i 3101ff004400080000 > 7f3178 7f3193'],
      effects: ['0.2 gw:FLSH/BRK e BRK: erase was refused'],
      ending: 'failed',
      keywords: ['0x93', 'voltage'],
    },
  },
  'flash-programming': {
    truth: 'the memory of the brake ECU does not take a block',
    outcome: 'failed',
    terse: 'page nok',
    known: {
      story: 'uds',
      breaksAt: 'transfer',
      cause: ['0.2 can:BRK i 36{block2}{x:240} > 7f3678 7f3672'],
      effects: ['0.2 gw:FLSH/BRK e BRK: transfer was refused'],
      ending: 'failed',
      keywords: ['0x72', 'programming'],
    },
  },
  'flash-key': {
    truth: 'the key that the gateway computes is not the one that the brake ECU expects',
    outcome: 'failed',
    terse: 'key nok',
    known: {
      story: 'uds',
      breaksAt: 'security',
      cause: ['0.1 can:BRK i 2712{x:8} > 7f2735'],
      effects: ['0.2 gw:FLSH/BRK e BRK: unlocking was refused'],
      ending: 'failed',
      keywords: ['0x35', 'invalid ?key', '\\bkey\\b'],
    },
  },
  'flash-bus-off': {
    truth: 'the bus goes off in the middle of the transfer and the brake ECU falls silent',
    outcome: 'failed',
    terse: 'line nok',
    known: {
      story: 'uds',
      breaksAt: 'transfer',
      cause: ['0.1*6 can:frame e 20000004#0020000000008800', '0.1 can:frame e 20000040#0000000000000000'],
      effects: ['0.1 can:BRK i 36{block2}{x:240} >', '5 gw:FLSH/BRK e BRK: no response within 5000 ms'],
      ending: 'failed',
      keywords: ['bus.?off', 'error passive'],
    },
  },
  'health-check': {
    truth: 'the new perception service stops answering its watchdog, so the health check fails',
    outcome: 'rolled-back',
    terse: 'svc nok',
    known: {
      story: 'ucm',
      breaksAt: 'health',
      cause: [
        '7 SYS/JOUR e systemd[1]: perception.service: Watchdog timeout (limit 10s)!',
        "0.2 SYS/JOUR e systemd[1]: perception.service: Failed with result 'watchdog'.",
        '12 UCM/HLTH e health check failed: perception not running, 3 of 4 services ok',
      ],
      effects: ['0.3 UCM/MAIN w activation was not confirmed'],
      ending: 'rolledBack',
      keywords: ['perception', 'watchdog'],
    },
  },
  dependency: {
    truth: 'the package needs a newer radar software than the vehicle has',
    outcome: 'failed',
    terse: 'dep nok',
    known: {
      story: 'ucm',
      breaksAt: 'process',
      cause: [
        '2 UCM/MAIN e dependency not satisfied: radar-front 3.2.0 required, 3.1.4 installed',
        '0.2 UCM/MAIN e ProcessSwPackage returned kMissingDependencies',
      ],
      effects: ['0.2 UCM/MAIN w processing of adas-{to}.swcl stopped'],
      ending: 'failed',
      keywords: ['dependenc', 'radar-front'],
    },
  },
  'sensor-silent': {
    truth: 'the front lidar stops in the middle of a drive; no update is involved',
    outcome: 'not-attempted|not-seen|unknown',
    terse: 'eye nok',
    known: {
      story: 'drive',
      breaksAt: 'sensing',
      cause: [
        '1 PERC/LIDR e lidar front: error code 0x8004, mirror motor stalled',
        '3 PERC/FUS e no point cloud for 3000 ms',
        '0.5 DIAG/DEM w DTC U0593-87 status 0x2F stored',
      ],
      effects: [],
      ending: 'failed',
      keywords: ['0x8004', 'lidar', 'U0593'],
    },
  },
};
