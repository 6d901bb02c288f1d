import type { Connection } from '../drivers/driver.ts';
import { looking } from './looking.ts';
import type { Touched } from './touched.ts';

/** How large a touched relation is, its partitions included. */
export interface Size {
  readonly touched: Touched;
  /** With its indexes and what is stored outside its rows, in bytes. */
  readonly total: number;
  /** Its rows alone. */
  readonly heap: number;
  /** By the server's last count; undefined: it has never counted. */
  readonly rows: number | undefined;
}

/** Sizes of relations in whose rows there is work; asking takes ACCESS SHARE on each. */
export async function sizesOf(connection: Connection, touched: readonly Touched[]): Promise<readonly Size[]> {
  const worked = [...touched, ...unknownPartitions(touched)].filter(
    ({ work, oids, kind }) => work !== 'none' && oids.length > 0 && kind !== 'view',
  );
  if (worked.length === 0) return [];
  const rows = await looking(connection, () =>
    connection.query(
      `SELECT c.oid::text AS oid, pg_total_relation_size(c.oid)::text AS total, pg_relation_size(c.oid)::text AS heap,
         CASE WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 AND (c.reltuples > 0 OR c.relpages > 0) THEN c.reltuples::int8::text END AS rows,
         (SELECT i.indrelid::text FROM pg_catalog.pg_index AS i WHERE i.indexrelid = c.oid) AS table_oid
       FROM pg_catalog.pg_class AS c WHERE c.oid = ANY ($1::oid[])`,
      [[...new Set(worked.flatMap(({ oids }) => oids))]],
    ),
  );
  const byOid = new Map(rows.map((row) => [String(row['oid']), row]));
  const tables = new Set(worked.filter(({ work }) => work === 'rewrite').flatMap(({ oids }) => oids));
  const counted = new Set<string>();
  return worked.flatMap((each) => {
    // A partition may be touched by itself and with its table.
    const oids = each.oids.filter((oid) => !counted.has(oid));
    for (const oid of oids) counted.add(oid);
    const own = oids.map((oid) => byOid.get(oid)).filter((row) => row !== undefined);
    // With a table that is written anew its indexes are, and they count with it.
    if (own.every((row) => tables.has(String(row['table_oid'])))) return [];
    const sum = (column: string): number => own.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    const known = own.some((row) => typeof row['rows'] === 'string');
    return [{ touched: each, total: sum('total'), heap: sum('heap'), rows: known ? sum('rows') : undefined }];
  });
}

/** Partitions that the server has and no file made, with what may be done to their rows. */
const unknownPartitions = (touched: readonly Touched[]): readonly Touched[] =>
  touched
    .filter(({ work, onPartitions, oids }) => work === 'none' && onPartitions !== 'none' && oids.length > 1)
    .map((parent) => {
      const known = new Set(touched.filter((each) => each !== parent).flatMap(({ oids }) => oids));
      const oids = parent.oids.filter((oid) => !known.has(oid));
      return {
        ...parent,
        name: `${parent.name}, in partitions that no file made`,
        work: parent.onPartitions,
        oids: oids.length > 1 ? oids : [],
      };
    });
