/** `root@gw:~# `, `[deck@hub ~]$ `, `$ `: a shell waits for a command, and what was typed stands behind it. */
const PROMPT = '^(?:\\[?[\\w.-]{1,40}@[\\w.-]{1,60}[^#$\\n]{0,60}|[\\w./:~-]{0,40} ?)[#$] (?:sudo )?';

/** Commands that bring in software, by the manuals of their clients. */
const COMMANDS = [
  'sysupgrade\\b(?!.* -[bl]\\b)',
  'mtd (?:-\\S{1,12} ){0,4}write\\b',
  'flashcp ',
  'swupdate (?=.*-[di] ?)',
  'rauc install\\b',
  'mender(?:-update)? (?:-{1,2}\\S{1,20} ){0,4}install\\b',
  'rpm-ostree (?:upgrade|update|install|rebase|deploy|override)\\b',
  'bootc (?:upgrade|update|switch)\\b',
  'ostree admin (?:upgrade|deploy|switch)\\b',
  'fwupdmgr (?:update|upgrade|install|local-install)\\b',
  'fwupdtool (?:update|install|install-blob)\\b',
  'swupd (?:update|bundle-add)\\b',
  'steamos-update\\b',
  'fastboot (?:flash|flashall|update)\\b',
  'adb sideload\\b',
  'nv_update_engine (?:-i|--install)\\b',
  'hostapp-update\\b',
  'talosctl upgrade\\b',
  'sonic[-_]installer install\\b',
].join('|');
const TYPED = new RegExp(`${PROMPT}(?:${COMMANDS})`);

/** The options alone say that it writes: `avrdude … -U flash:w:fw.hex`, `dfu-util -D fw.bin`, `esptool.py … write_flash`. */
const WRITES =
  /^.{0,80}?\b(?:avrdude\S{0,12} .{0,120}-U ?"?flash:w:|dfu-util .{0,80}-D ?\S|esptool(?:\.py)? .{0,120}write[-_]flash )/;

/** `Uploading firmware.bin`, `flashing /tmp/ecu7.hex`: a file by whose name it is software. */
const SENDS_FILE =
  /^\W{0,12}(?:(?:INFO|info)\W{1,3})?(?:[Uu]pload|[Ff]lash|[Ww]rit|[Pp]rogramm|[Bb]urn|[Ss]end)ing .{0,160}?\.(?:bin|hex|uf2|dfu|img|swu|raucb|apj|px4|s19|vbf|odx)\b/;

/** Somebody told a tool to bring in software, and what it says from then on tells of that. */
export const beginsByCommand = (text: string): boolean =>
  TYPED.test(text) || WRITES.test(text) || SENDS_FILE.test(text);
