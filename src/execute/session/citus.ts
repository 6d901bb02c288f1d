import type { Problem } from '../../model/problem.ts';
import type { Connection } from '../drivers/driver.ts';

/** A node of a Citus cluster. */
export interface CitusNode {
  /** Of the extension: `12.1-1`. */
  readonly version: string;
  /** 0: the coordinator, or a node that does not know of one; else the worker's group. */
  readonly group: number;
  /** Workers that it knows. */
  readonly workers: number;
}

/** @param version of the extension; null: it is not in this database, which is no node then */
export async function citusNode(connection: Connection, version: string | null): Promise<CitusNode | undefined> {
  if (version === null) return undefined;
  const [row] = await connection.query(
    `SELECT (SELECT groupid FROM pg_catalog.pg_dist_local_group) AS own,
       (SELECT count(*)::int4 FROM pg_catalog.pg_dist_node WHERE groupid <> 0 AND isactive) AS workers`,
  );
  return { version, group: Number(row?.['own'] ?? 0), workers: Number(row?.['workers']) };
}

/**
 * A worker gets its DDL from the coordinator, which is where Citus wants it to be run.
 * Source: docs.citusdata.com, "Creating and Modifying Distributed Tables (DDL)"; the tables: "Citus Tables and Views".
 */
export const refuseWorker = (node: CitusNode | undefined): Problem | undefined =>
  node === undefined || node.group === 0
    ? undefined
    : {
        code: 'citus-worker',
        text: `This is a worker of a Citus cluster (group ${node.group}). Nothing was run.`,
        hint: 'Connect to the coordinator: it carries distributed DDL on to its workers, which are no databases to be named.',
      };
