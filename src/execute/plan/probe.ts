import type { Name } from '../../model/name.ts';
import type { Operation } from '../../model/operation.ts';
import type { StatementRun } from '../../model/section-run.ts';

/** How it is found out whether a statement that ran outside any transaction took effect. */
export type Probe =
  | { readonly kind: 'create-index'; readonly table: Name; readonly index: string | undefined }
  | { readonly kind: 'drop-index'; readonly index: Name }
  | { readonly kind: 'reindex' }
  | { readonly kind: 'detach-partition'; readonly table: Name; readonly partition: Name }
  | { readonly kind: 'enum-value'; readonly type: Name; readonly value: string }
  | { readonly kind: 'server-object'; readonly what: ServerObject; readonly name: string; readonly created: boolean }
  /** To run it twice is to run it once: VACUUM, ALTER SYSTEM. */
  | { readonly kind: 'again' }
  /** The author's own question, `-- sqlsafe: probe SELECT …`. */
  | { readonly kind: 'query'; readonly sql: string }
  | { readonly kind: 'none' };

export type ServerObject = 'database' | 'tablespace' | 'subscription';

/** The probe for a statement that stands alone; the author's question comes first. */
export function probeFor({ statement, steps }: StatementRun, question: string | undefined): Probe {
  if (question !== undefined) return { kind: 'query', sql: question };
  const operations = steps.flatMap((step) => step.operations);
  const [op] = operations;
  return op === undefined || operations.length > 1 ? { kind: 'none' } : probeOf(op, statement.text);
}

function probeOf(op: Operation, text: string): Probe {
  switch (op.kind) {
    case 'create-index':
      return { kind: 'create-index', table: op.table, index: op.name };
    case 'drop-index': {
      // The concurrent form takes one.
      const [index] = op.indexes;
      return index === undefined ? { kind: 'none' } : { kind: 'drop-index', index };
    }
    case 'reindex':
      return { kind: 'reindex' };
    case 'detach-partition':
      return { kind: 'detach-partition', table: op.table, partition: op.partition };
    case 'add-enum-value':
      return { kind: 'enum-value', type: op.type, value: op.value };
    case 'vacuum':
    case 'cluster':
      return { kind: 'again' };
    case 'server-command':
      return ofServer(text);
    default:
      return { kind: 'none' };
  }
}

function ofServer(text: string): Probe {
  if (/^ALTER\s+SYSTEM\b/i.test(text)) return { kind: 'again' };
  const found = /^(CREATE|DROP)\s+(DATABASE|TABLESPACE|SUBSCRIPTION)\s+(?:IF\s+EXISTS\s+)?("(?:[^"]|"")+"|[^\s;("]+)/i.exec(text);
  if (found === null) return { kind: 'none' };
  const [, verb = '', what = '', name = ''] = found;
  return {
    kind: 'server-object',
    what: what.toLowerCase() as ServerObject,
    name: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
    created: verb.toUpperCase() === 'CREATE',
  };
}
