import type { Catalog } from '../model/catalog.ts';
import { quoteIdentifier, quoteName } from '../model/name.ts';
import type { AddForeignKey } from '../model/operation.ts';
import type { Statement } from '../model/source.ts';
import { textOf } from './places.ts';
import { alter, briefly, columnList, inOrder } from './recipes.ts';
import { nameOf } from './wording.ts';

/** `FOREIGN KEY (a) REFERENCES b (id) ON DELETE CASCADE`: as written, from what follows the columns on; without NOT VALID. */
export function foreignKeySql(op: AddForeignKey, statement: Statement): string {
  const text = textOf(op, statement);
  const at = text.search(op.inline ? /\breferences\b/i : /\bforeign\s+key\b/i);
  const columns = `FOREIGN KEY (${columnList(op.columns)})`;
  if (at !== -1) {
    const written = text
      .slice(at)
      .replace(/\s+not\s+valid\s*$/i, '')
      .trim();
    return op.inline ? `${columns} ${written}` : written;
  }
  const referenced = op.referencedColumns.length === 0 ? '' : ` (${columnList(op.referencedColumns)})`;
  return `${columns} REFERENCES ${quoteName(op.references)}${referenced}`;
}

/**
 * A partitioned table refuses NOT VALID up to 17; its partitions don't, and one that has the key already is not checked again.
 * null where the partitions are not known, or are partitioned themselves.
 */
export function foreignKeyByPartitions(op: AddForeignKey, name: string, definition: string, before: Catalog): string | null {
  const table = before.table(op.table);
  const partitions = table === undefined ? [] : before.partitionsOf(table.id);
  if (partitions.length === 0 || partitions.some((each) => each.partitionBy !== undefined)) return null;
  const constraint = quoteIdentifier(name);
  const names = partitions.map(nameOf);
  return inOrder(
    briefly(...names.map((each) => alter(each, `ADD CONSTRAINT ${constraint} ${definition} NOT VALID`))),
    names.map((each) => alter(each, `VALIDATE CONSTRAINT ${constraint}`)).join('\n'),
    briefly(alter(op.table, `ADD CONSTRAINT ${constraint} ${definition}`)),
  );
}
