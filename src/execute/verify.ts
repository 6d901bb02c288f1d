import type { Connection } from './drivers/driver.ts';
import { journalFormat, tableOf, type JournalPlace } from './journal/schema.ts';
import { invalidIndexes } from './repair.ts';

/** Something that is not as it should be, though every file was applied. */
export interface Fault {
  readonly code: 'journal' | 'invalid-index' | 'constraint-not-validated';
  readonly text: string;
}

/** Looks for what no file and no journal shows: steps left open, INVALID indexes, constraints that nobody ever validated. It reads only. */
export async function findFaults(connection: Connection, place: JournalPlace): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  if ((await journalFormat(connection, place)) > 0) {
    const open = await connection.query(
      `SELECT m.name, count(*)::int4 AS open FROM ${tableOf(place, 'step')} AS s JOIN ${tableOf(place, 'migration')} AS m USING (stream, id, direction)
       WHERE s.stream = $1 AND m.state = 'applied' AND s.state <> 'done' GROUP BY 1 ORDER BY 1`,
      [place.stream],
    );
    faults.push(
      ...open.map((row): Fault => ({
        code: 'journal',
        text: `${String(row['name'])} is applied, and ${String(row['open'])} of its statements are not`,
      })),
    );
  }
  const invalid = await invalidIndexes(connection);
  faults.push(
    ...invalid.map(({ name, table }): Fault => ({
      code: 'invalid-index',
      text: `the index ${name} on ${table} is INVALID: no query uses it, every write pays for it; sqlsafe repair --drop-invalid`,
    })),
  );
  const constraints = await connection.query(
    `SELECT o.conname::text AS name, o.conrelid::regclass::text AS "table" FROM pg_catalog.pg_constraint AS o
     JOIN pg_catalog.pg_namespace AS n ON n.oid = o.connamespace
     WHERE NOT o.convalidated AND o.conrelid <> 0 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 1, 2`,
  );
  faults.push(
    ...constraints.map((row): Fault => ({
      code: 'constraint-not-validated',
      text: `the constraint ${String(row['name'])} on ${String(row['table'])} was never validated: old rows may break it`,
    })),
  );
  return faults;
}
