const latin1 = new TextDecoder('latin1');
const HEAD_BYTES = 80;

/**
 * How lines of a kernel begin that prints no times (`dmesg -t`, CONFIG_PRINTK_TIME unset): its banner, drivers that name
 * their device, and what it prints when it dies.
 */
const BARE_LINE =
  /^(Linux version \d|Booting Linux on|(Kernel )?[Cc]ommand line: |Machine model: |Memory: \d|random: crng|(usb|pci|pcieport|i2c|spi|mmc|nvme|scsi|sd|ata|tty|net|cpu) [\w:.-]+: |(mmc|mmcblk|nvme|ubi|ata|eth|wlan|can)\d[\w.]*: |(EXT4-fs|UBIFS|UBI|SQUASHFS|BTRFS|F2FS-fs|FAT-fs|XFS|JFFS2|blk_update_request|Buffer I\/O error|device-mapper|systemd|VFS|audit|cfg80211|j1939\w*|can_\w+|clk|usbcore|hub|nand|of|cma|OF|ACPI|NET|PM|TCP|SCSI subsystem)\b[^:]{0,24}: |\[<[0-9a-f]{8,16}>\] |Call [Tt]race:|Backtrace:|Modules linked in:|Kernel panic - not|CPU: \d+ PID: |Hardware name: |Code: |Oops\b|BUG: |WARNING: CPU: |---\[ |Unable to handle kernel|Out of memory: |Freeing unused kernel|watchdog: BUG| [rx]\d{1,2} ?: ?[0-9a-f]{8}|pc : \[?|lr : \[?)/;

/** What stands alone is the kernel's beyond doubt. */
const KERNEL_ALONE =
  /^(Linux version \d|Booting Linux on|\[<[0-9a-f]{8,16}>\] |Modules linked in:|Kernel panic - not|CPU: \d+ PID: |Unable to handle kernel|WARNING: CPU: |can_put_echo_skb: BUG|(UBIFS|EXT4-fs|BTRFS) (error|warning|info)?|usb \d+-[\d.]+: )/;

/** `Panic#1 Part1` and `====1622663339.361387-D`: what pstore and ramoops put over a dump. */
const PSTORE_HEADER =
  /^((Panic|Oops|Emergency|Restart|Halt|Poweroff|Shutdown)#\d{1,9} Part\d|====\d{1,12}\.\d{1,9}-[CD]$)/;

const PSTORE_FIRST = new Set(Array.from('POERHS=', (char) => char.charCodeAt(0)));

const headOf = (bytes: Uint8Array, start: number, end: number): string =>
  latin1.decode(bytes.subarray(start, Math.min(end, start + HEAD_BYTES)));

export function isPstoreHeader(bytes: Uint8Array, start: number, end: number): boolean {
  return start < end && PSTORE_FIRST.has(bytes[start]) && PSTORE_HEADER.test(headOf(bytes, start, end));
}

/** 2: only a kernel says so; 1: likely a kernel's; 0: anybody's. */
export function rateBareLine(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  const head = headOf(bytes, start, end);
  if (KERNEL_ALONE.test(head)) return 2;
  return BARE_LINE.test(head) ? 1 : 0;
}
