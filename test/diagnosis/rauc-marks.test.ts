import { expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

const AT = 'May 13 08:00:00 tcu rauc[400]:';

it('the slot that RAUC marks as bad before it writes it is no fault', async () => {
  const report = await logReport([
    `${AT} Marking target slot rootfs.1 as non-bootable (bad)...`,
    `${AT} rauc mark: marked slot(s) rootfs.1 as bad`,
    `${AT} Marking target slot rootfs.1 as bootable (active and primary)...`,
    `${AT} rauc mark: marked slot(s) rootfs.1 as active`,
  ]);
  expect([report.finding, report.hypotheses]).toEqual(['unknown', []]);
});
