import type { Operation, OperationKind } from '../model/operation.ts';

/** Where the kind's own words are not what people call the command. */
const CALLED: { readonly [K in OperationKind]?: string } = {
  'move-tablespace': 'SET TABLESPACE',
  'set-column-attribute': 'ALTER COLUMN',
  'create-matview': 'CREATE MATERIALIZED VIEW',
  'refresh-matview': 'REFRESH MATERIALIZED VIEW',
  'rename-relation': 'RENAME',
  'add-enum-value': 'ALTER TYPE … ADD VALUE',
  'alter-composite-type': 'ALTER TYPE',
  'rename-enum-value': 'ALTER TYPE … RENAME VALUE',
  'add-exclude': 'ADD EXCLUDE',
  'attach-index': 'ATTACH PARTITION',
};

/** What an operation is called in a message: `CREATE INDEX CONCURRENTLY`, `SET NOT NULL`. */
export function commandText(op: Operation): string {
  switch (op.kind) {
    case 'server-command':
      return op.command;
    case 'alter-relation':
      return `ALTER ${op.as === 'matview' ? 'MATERIALIZED VIEW' : words(op.as)}`;
    case 'drop-relation':
      return op.what === 'matview' ? 'DROP MATERIALIZED VIEW' : `DROP ${words(op.what)}`;
    case 'drop-object':
      return op.what === 'other' ? 'DROP' : `DROP ${words(op.what)}`;
    case 'drop-attached':
      return `DROP ${words(op.what)}`;
    case 'alter-attached':
      return `ALTER ${words(op.what)}`;
    case 'reindex':
      return `REINDEX ${words(op.scope)}${op.concurrently ? ' CONCURRENTLY' : ''}`;
    case 'vacuum':
      return op.full ? 'VACUUM FULL' : 'VACUUM';
    case 'transaction':
      return words(op.action);
    default:
      return (CALLED[op.kind] ?? words(op.kind)) + ('concurrently' in op && op.concurrently ? ' CONCURRENTLY' : '');
  }
}

const words = (kebab: string): string => kebab.replaceAll('-', ' ').toUpperCase();

/** CONCURRENTLY is written: it waits for others on purpose, and blocks none meanwhile. */
export const isConcurrent = (op: Operation): boolean => 'concurrently' in op && op.concurrently;
