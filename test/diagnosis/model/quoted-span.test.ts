import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFaithfulSpan, MAX_SPAN_CHARS } from '#src/diagnosis/model/quoted-span.ts';

describe('a piece of a line', () => {
  it.each([
    ['reset reason: power_loss', 'reset reason: power_loss'],
    ['power_loss', 'reset reason: power_loss'],
    ['Public key verification failed', 'E update_engine: Public key verification failed, thus update failed.'],
    ['kDownloadTransferError (9)', '[ERROR:x.cc(33)] ErrorCode::kDownloadTransferError (9) in the Write method'],
    ['write did not complete', 'mmc0: write did not complete'],
    ['signature valid: false', 'payload signature valid: false; aborting'],
    ['-110', 'mmc1: error -110'],
    ['two lines', 'first\r\n\ttwo lines'],
  ])('"%s" may be shown of "%s"', (span, line) => {
    expect(isFaithfulSpan(span, line)).toBe(true);
  });

  it.each([
    ['that is not there', 'power_lost', 'reset reason: power_loss'],
    ['in another case', 'Power_loss', 'reset reason: power_loss'],
    ['with another space', 'reset  reason', 'reset reason was power_loss'],
    ['with a look-alike letter', 'p\u043ewer_loss', 'reset reason: power_loss'],
    ['of half a word', 'success', 'result was unsuccessful'],
    ['of half a name', 'fatal error', 'a non-fatal error'],
    ['of half a number', '20480', 'at 20480.5 bytes'],
    ['of a number without its sign', '110', 'mmc1: error -110'],
    ['of half a time', '00:01', 'at 10:00:01'],
    ['without its negation', 'error was found', 'no error was found'],
    ['without a negation elsewhere', 'the update failed', 'it is not true, that the update failed'],
    ['without its contraction', 'verify', 'we couldn’t verify'],
    ['without its condition', 'the update fails', 'retry if the update fails'],
    ['without its possibility', 'the slot boots', 'if so the slot boots'],
    ['without its value', 'signature valid', 'signature valid: false'],
    ['without its value behind a space', 'supply', 'supply = interrupted'],
    ['without where an arrow leads', 'slot A', 'slot A -> slot B'],
    ['that never was', 'power loss', 'absence of power loss'],
    ['that is only to come', 'be rolled back', 'will be rolled back'],
    ['that was no alarm', 'power loss', 'false alarm: power loss'],
    ['that was prevented', 'a fire', 'prevented a fire'],
    ['without how its clause ends', 'signature check', 'signature check of payload failed'],
    ['without its question mark', 'update failed', 'update failed?'],
    ['in another language, without its negation', 'Fehler', 'kein Fehler'],
    ['that is shorter than a word', 'of', 'end of log'],
    ['that is longer than a reader reads', 'x'.repeat(MAX_SPAN_CHARS + 1), 'x'.repeat(MAX_SPAN_CHARS + 1)],
    ['with a link', 'see http://e.vil/x', 'see http://e.vil/x'],
    ['with a quotation mark', 'end” was', 'the end” was logged'],
    ['with a control character', 'reset\u0007 now', 'reset\u0007 now'],
    ['that gives an order', 'Disconnect the battery', 'Disconnect the battery'],
  ])('%s may not be shown', (_what, span, line) => {
    expect(isFaithfulSpan(span, line)).toBe(false);
  });

  it('is never more than the line holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 12 }), (line, span) => {
        if (isFaithfulSpan(span, line)) expect(line.replace(/[\t\r\n]+/g, ' ')).toContain(span);
      }),
    );
  });

  it('is judged in time that grows with the line, whatever it holds', () => {
    // Of this process: a wall clock would measure who else is at work on the machine.
    const before = process.cpuUsage();
    for (const part of ['a ', 'no ', 'not, ', '0 ', 'fail', ':', ' -- ', ']]]'])
      for (const span of ['a a', 'no no no', 'fail', '0 0', ': :'])
        isFaithfulSpan(span, part.repeat(2_000 / part.length));
    expect(process.cpuUsage(before).user).toBeLessThan(2e6);
  });
});
