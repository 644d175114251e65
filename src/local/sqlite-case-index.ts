import type { CaseCard, CaseIndex } from '#src/batch/case-index.ts';
import type { Database } from './database.ts';

/** `CaseIndex` on the database of this machine. */
export function sqliteCaseIndex(database: Database): CaseIndex {
  const card = database.prepare(
    'INSERT INTO case_card (batch, card) VALUES (?, ?) ON CONFLICT DO UPDATE SET card = excluded.card',
  );
  const post = database.prepare('INSERT INTO posting (sign, batch) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const posted = database.prepare('SELECT batch FROM posting WHERE sign = ? ORDER BY batch LIMIT ?');
  const full = database.prepare('SELECT sign FROM full_sign WHERE sign IN (SELECT value FROM json_each(?))');
  const mark = database.prepare('INSERT INTO full_sign (sign) VALUES (?) ON CONFLICT DO NOTHING');
  const empty = database.prepare('DELETE FROM posting WHERE sign = ?');
  const cards = database.prepare(
    'SELECT card FROM case_card WHERE batch IN (SELECT value FROM json_each(?)) ORDER BY batch',
  );
  const total = database.prepare('SELECT count(*) AS total FROM case_card');
  return {
    add: async (added, signs) =>
      database.atomically(() => {
        card.run(added.batchId, JSON.stringify(added));
        for (const sign of signs) post.run(sign, added.batchId);
      }),
    batchesWith: async (sign, limit) => posted.all(sign, limit).map(({ batch }) => String(batch)),
    findFull: async (signs) => new Set(full.all(JSON.stringify(signs)).map(({ sign }) => String(sign))),
    markFull: async (sign) =>
      database.atomically(() => {
        mark.run(sign);
        empty.run(sign);
      }),
    findCards: async (batchIds) =>
      cards.all(JSON.stringify(batchIds)).map((row) => JSON.parse(String(row['card'])) as CaseCard),
    count: async () => Number(total.get()?.['total'] ?? 0),
  };
}
