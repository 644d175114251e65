import type { LogName } from './logs.ts';
import type { Script } from './story.ts';

/** What every boot of an ECU says, before the update client has its say. */
export const BOOT_LINES: Readonly<Partial<Record<LogName, Script>>> = {
  tcu: [
    '0.1 console:u-boot i U-Boot 2022.04 (Jan 10 2026 - 10:11:12 +0000)',
    '0.1 console:u-boot i switch to partitions #0, OK',
    '0.3 console:u-boot i Starting kernel ...',
    '0.1 kernel i Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
    '0.1 kernel i Linux version 5.15.71-lts (oe-user@oe-host) (aarch64-poky-linux-gcc 11.3.0) #1 SMP PREEMPT',
    '0.2 kernel i Machine model: Example TCU gen2',
    '0.6 systemd i systemd 250.5+ running in system mode (+PAM +AUDIT -SELINUX)',
    '0.4 systemd i Mounted /data.',
    '0.3 systemd i Reached target Basic System.',
    '0.5 systemd i Started Network Manager.',
    '0.4 systemd i Reached target Multi-User System.',
    '0.1 systemd i Startup finished in 2.{n:100-900}s (kernel) + 6.{n:100-900}s (userspace).',
  ],
  agent: [
    '0.1 tcu:kernel i Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
    '0.1 tcu:kernel i Linux version 5.15.71-lts (oe-user@oe-host) (aarch64-poky-linux-gcc 11.3.0) #1 SMP PREEMPT',
    '1.5 tcu:systemd i Reached target Multi-User System.',
    '0.5 fwagent.main d opening scratch area',
    '0.2 fwagent.main d {n:2-9} stale files swept',
  ],
  ivi: [
    '0.4 SurfaceFlinger i SurfaceFlinger is starting',
    '0.6 Zygote i ...preloaded {n:12000-13000} classes in {n:900-1900}ms.',
    '0.8 SystemServer i Entered the Android system server!',
    '2.5 ActivityManager i System now ready',
  ],
  adas: [
    '0.2 SYS/BOOT i startup, build {x:8}, core at {n:31-44} C',
    '0.2 SYS/BOOT i memory test of 8192 MB done',
    '0.5 EM/STAT i {n:31-33} processes to start',
  ],
};
