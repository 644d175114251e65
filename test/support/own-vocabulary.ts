/** A vocabulary as a fleet might write it: a kind of its own, a table, a fact. */
export const ownVocabulary = (change: Record<string, unknown> = {}, row: Record<string, unknown> = {}) => ({
  name: 'acme-updater',
  source: 'Acme gateway manual, chapter 7',
  client: true,
  words: { PART: '(?<part>[a-z]{2,12})' },
  tables: { reasons: { '7': 'cause', '9': 'symptom', '0': null } },
  kinds: { 'acme-lock-refused': { means: 'the immobiliser kept a part locked', interrupts: true } },
  rows: [
    {
      id: 'lock-refused',
      anchors: ['unlock'],
      pattern: 'unlock of {PART} refused, reason (?<reason>\\d)',
      lookups: [{ in: 'reasons', by: 'reason' }],
      fault: {
        kind: 'acme-lock-refused',
        role: '{is}',
        title: 'A part stayed locked for reason {reason:number}',
        code: 'LOCK {reason}',
        facts: { part: '{part}' },
      },
      phase: 'install failed',
      watch: true,
      examples: {
        says: {
          'unlock of brake refused, reason 7': ['cause acme-lock-refused LOCK 7', 'part=brake', 'install failed'],
        },
        silent: ['unlock of brake refused, reason 0', 'unlock of brake done'],
      },
      ...row,
    },
  ],
  ...change,
});

export const ownVocabularyText = (...changes: Parameters<typeof ownVocabulary>): string =>
  JSON.stringify(ownVocabulary(...changes));
