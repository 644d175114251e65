import type { LogName } from './logs.ts';

/** What a log says all day: `PROGRAM LOUDNESS TEXT`, as in scripts. */
interface Noise {
  /** Mean time between two lines, seconds. */
  everySeconds: number;
  usual: readonly string[];
  /** Sounds bad and means nothing: seen on healthy devices of that kind. */
  alarming: readonly string[];
}

const JOURNAL: Noise = {
  everySeconds: 0.7,
  usual: [
    'systemd i Started Session {n:20-900} of user root.',
    'systemd i Starting Cleanup of Temporary Directories...',
    'systemd i systemd-tmpfiles-clean.service: Deactivated successfully.',
    "dbus-daemon i [system] Successfully activated service 'org.freedesktop.hostname1'",
    'NetworkManager i <info>  [{n:1000000000-1999999999}.{n:1000-9999}] dhcp4 (wwan0): state changed bound -> bound',
    'ModemManager i <info>  [modem0] signal quality updated: {n:40-95} %',
    'chronyd i Selected source 169.254.3.{n:1-9}',
    'wpa_supplicant i wlan0: WPA: Group rekeying completed with 02:00:5e:10:00:{x:2} [GTK=CCMP]',
    'telemetryd i flushed {n:20-400} signals to queue, backlog {n:0-9}',
    'telemetryd d sample window {n:1000-9999} closed, {n:90-100} % complete',
    'gnssd i fix 3D, {n:7-14} satellites, hdop 0.{n:6-9}',
    'routerd i forwarded {n:300-900} frames from can0 to eth0, dropped 0',
    'healthd i cpu {n:9-48} %, memory {n:310-360} MB, soc {n:41-66} C',
    'mosquitto i Client telemetry-{n:1-20} has exceeded timeout, disconnecting.',
    'kernel i IPv6: ADDRCONF(NETDEV_CHANGE): wlan0: link becomes ready',
    'sshd i Server listening on 0.0.0.0 port 22.',
  ],
  alarming: [
    'bluetoothd e src/plugin.c:plugin_init() Failed to init vcp plugin',
    'bluetoothd e profiles/sap/server.c:sap_server_register() Sap driver initialization failed.',
    'wpa_supplicant w wlan0: CTRL-EVENT-SCAN-FAILED ret=-16 retry=1',
    'kernel w brcmfmac: brcmf_c_process_clm_blob: no clm_blob available (err=-2), device may have limited channels available',
    'kernel w Direct firmware load for regulatory.db failed with error -2',
    'kernel e imx-sdma 30bd0000.dma-controller: external firmware not found, using ROM firmware',
    "systemd-udevd w could not read from '/sys/module/pcc_cpufreq/initstate': No such device",
    'pulseaudio w [pulseaudio] module-jackdbus-detect.c: Unable to contact D-Bus session bus',
    'gpsd e gpsd:ERROR: SER: device open of /dev/ttyGNSS1 failed: No such file or directory - skipped',
    'telemetryd e DISCONNECTED from local broker, queueing',
    'avahi-daemon e Failed to open /etc/resolv.conf: Invalid argument',
    "ModemManager w <warn>  [modem0] couldn't load network timezone: Unsupported",
  ],
};

const KERNEL: Noise = {
  everySeconds: 6,
  usual: [
    'kernel i mmc1: new high speed SDIO card at address 0001',
    'kernel i can: controller area network core',
    'kernel i fec 30be0000.ethernet eth0: Link is Up - 100Mbps/Full - flow control off',
    'kernel i audit: type=1130 audit({n:1000000-9999999}.{n:100-999}:{n:10-99}): pid=1 uid=0 res=success',
    'kernel i random: crng init done',
    'kernel i imx-cpufreq: scaling to {n:6-16}00 MHz',
    'kernel i EXT4-fs (mmcblk0p6): mounted filesystem with ordered data mode. Quota mode: none.',
  ],
  alarming: [
    'kernel w imx6q-pcie 33800000.pcie: iATU: unroll T, 4 ob, 4 ib, align 64K, limit 4G',
    'kernel e caam 30900000.crypto: Entropy delay = 3200',
    'kernel w hwmon hwmon1: temp1_input not attached to any thermal zone',
    'kernel e OF: graph: no port node found in /soc@0/bus@32c00000/mipi_csi@32e30000',
  ],
};

const LOGCAT: Noise = {
  everySeconds: 0.28,
  usual: [
    'AudioFlinger d mixer(0x7{x:9}) throttle end: throttle time({n:4-20})',
    'CarService i property 0x{x:8} area 0 updated',
    'SurfaceFlinger d duplicate transaction {n:100-999} ignored',
    'ActivityTaskManager i Displayed com.example.maps/.MainActivity: +{n:180-700}ms',
    'chatty i uid=1000(system) identical {n:2-9} lines',
    'WifiHAL d Setting band for scan {n:1-6}',
    'GnssHal i {n:6-14} of {n:15-24} satellites used',
    'ConnectivityService d requestNetwork for uid/pid:10{n:100-199}/{n:1000-4999}',
    'dex2oat32 i Explicit concurrent copying GC freed {n:1000-90000} objects',
    'PowerManagerService i Waking up from {n:1-9} (uid=1000 reason=WAKE_REASON_APPLICATION)',
    'VehicleHal d sent {n:10-90} property events',
  ],
  alarming: [
    'BluetoothAdapter e getProfileConnectionState: no service for profile {n:1-20}',
    "memtrack e Couldn't load memtrack module",
    'libprocessgroup e set_timerslack_ns write failed: Operation not permitted',
    "InputDispatcher w channel '{x:7} maps' consumer closed input channel or an error occurred, events=0x9",
    'BufferQueueProducer e [SurfaceView - maps#{n:0-9}] disconnect: not connected (req=1)',
    'ActivityThread e Failed to find provider info for com.example.weather',
    'System.err w java.net.SocketTimeoutException: failed to connect to tiles.example.com after 10000ms',
  ],
};

const GATEWAY: Noise = {
  everySeconds: 0.32,
  usual: [
    'ROUT/CAN i routed {n:400-900} frames from can0 to eth0, queue depth {n:0-12}',
    'ROUT/ETH d keepalive to 169.254.3.{n:2-20} took {n:200-900} us',
    'NM/STAT i network state NORMAL, {n:14-18} nodes awake',
    'SYS/MON i cpu load {n:12-38} %, memory used {n:310-340} MB',
    'PWR/MON i battery voltage 13.{n:60-99} V',
    'TIME/PTP d ptp offset {n:2-90} ns, rate ratio 1.0000{n:10-99}',
    'DIAG/DOIP i alive check from tester 0x0E{x:2} answered',
    'SEC/IDS i checked {n:8000-9000} frames, 0 errors, no anomalies',
    'CLD/MQTT d published {n:1-40} messages, 0 failed',
  ],
  alarming: [
    'CLD/MQTT w publish retry {n:1-2} for topic telemetry/energy, will try again in {n:2-8} s',
    'CLD/TLS e session ticket cache miss, falling back to default of full handshake',
    'ROUT/CAN w E2E counter of PDU 0x3{x:2} jumped by 2, below limit 3',
    'DIAG/DOIP e tester 0x0E{x:2} closed its socket without deactivation',
    'NM/STAT w node 0x{x:2} late to ring, bus error count 0',
  ],
};

const ADAS: Noise = {
  everySeconds: 0.4,
  usual: [
    'PERC/CAM i camera front frame {n:10000-99999} processed in {n:18-31} ms',
    'PERC/FUS d fused {n:3-22} objects, cycle {n:38-43} ms',
    'PLAN/TRAJ i trajectory {x:8} accepted, horizon {n:60-90} m',
    'EM/STAT i process group default running, {n:31-33} processes',
    'PHM/SUP d alive supervision of perception: {n:24-26} indications',
    'SYS/MON i soc temperature {n:52-67} C, gpu load {n:20-60} %',
  ],
  alarming: [
    'LOC/GNSS w satellite count dropped to {n:5-7}, using dead reckoning',
    'PERC/CAM e frame {n:10000-99999} rejected by exposure check, next one used',
    'PLAN/TRAJ w trajectory {x:8} invalid after replan, previous one kept',
  ],
};

const AGENT: Noise = {
  everySeconds: 5,
  usual: [
    'fwagent.beat i alive, uptime {n:60-9000} s',
    'fwagent.poll d next look at catalogue in {n:60-600} s',
    'fwagent.disk d {n:40-70} % of scratch in use',
  ],
  alarming: ['fwagent.beat e no watcher attached to socket, ERROR ignored'],
};

const FLASH: Noise = {
  everySeconds: 4,
  usual: ['seq.link d tester present to 0x60', 'seq.bus i load {n:21-48} %', 'seq.bus d {n:300-900} frames seen'],
  alarming: ['seq.bus w error counter of can0 at {n:1-5}, passive at 128'],
};

/** Cyclic frames: the program is `frame`, the text an id and data. */
const BUS: Noise = {
  everySeconds: 0.03,
  usual: [
    'frame i 0C9#{x:16}',
    'frame i 0F1#{x:16}',
    'frame i 17D#{x:16}',
    'frame i 1E5#{x:16}',
    'frame i 21A#{x:12}',
    'frame i 3D1#{x:8}',
  ],
  alarming: ['frame i 52A#{x:16}'],
};

export const NOISE: Readonly<Partial<Record<LogName, Noise>>> = {
  tcu: JOURNAL,
  dmesg: KERNEL,
  ivi: LOGCAT,
  gw: GATEWAY,
  adas: ADAS,
  agent: AGENT,
  flash: FLASH,
  can: BUS,
};

/** Of a hundred lines of noise. */
export const ALARMING_SHARE = { usual: 0.05, noisy: 0.6 } as const;
