import {
  atLeast,
  blocksOf,
  commandText,
  defineRule,
  lineAt,
  lineOfLock,
  LOCKS,
  nameText,
  operationsAfter,
  operationsBefore,
  reachOf,
  relationText,
  whoWaits,
  type Catalog,
  type Delete,
  type Effect,
  type HeldLock,
  type Operation,
  type OperationKind,
  type Query,
  type SectionView,
  type Subject,
  type Update,
} from '../src/rule.ts';

/** Operations that may take long; whether one does, its effects and its reach tell. */
const LONG = [
  'create-index',
  'reindex',
  'create-table',
  'create-matview',
  'refresh-matview',
  'cluster',
  'add-column',
  'add-check',
  'add-foreign-key',
  'add-unique',
  'add-primary-key',
  'add-exclude',
  'add-not-null',
  'set-not-null',
  'alter-column-type',
  'set-expression',
  'alter-constraint',
  'validate-constraint',
  'attach-partition',
  'alter-relation',
  'move-tablespace',
  'alter-domain',
  'insert',
  'update',
  'delete',
  'merge',
] as const satisfies readonly OperationKind[];

export default defineRule({
  id: 'transaction-blocking',
  severity: 'error',
  preset: { 'several-tables': 'strict' },
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Do not do long work in a transaction that holds a strong lock.',
    why: 'A lock is held until the transaction ends. An ALTER TABLE that takes a moment closes its table for as long as everything after it in the same transaction takes: a backfill, an index build, a check of all rows.',
    instead: 'Give the work a transaction of its own: one migration for what locks, the next for what takes long.',
    whenNot: 'The tables are so small that the work takes no time.',
    sources: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
  },
  aliases: [
    'eugene:E4',
    'pgfence:statement-after-access-exclusive',
    'pgfence:wide-lock-window',
    'pgls:runningStatementWhileHoldingAccessExclusive',
    'pgls:avoidWideLockWindow',
    'migrationpilot:MP008',
    'migrationpilot:MP080',
  ],
  on: LONG,
  messages: {
    work: '{command} {work} while {lock} on {table} is held since line {line}: until this transaction ends, {waits}.',
    'several-tables':
      '{command} takes {lock} on {table} while {held} is locked since line {line}: both stay closed until this transaction ends, and two such transactions can end up waiting for each other.',
    data: '{command} {work} while {lock} on {table} is held since line {line}: until this transaction ends, {waits}.',
  },
  examples: [
    {
      title: 'A column and its backfill',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, paid_at timestamptz);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN paid boolean;\nUPDATE orders SET paid = paid_at IS NOT NULL;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN paid boolean;",
    },
    {
      title: 'One table is locked while another is indexed',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN orders int;\nCREATE INDEX orders_user_id_idx ON orders (user_id);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN orders int;",
        'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
      ],
    },
  ],
  check({ op, effects, before, session, siblings, stepEffects, section, statement, migration }) {
    // What fails where there are rows takes long nowhere.
    if (session.locks.length === 0 || effects.fails?.certain === true || effects.fails?.code === '23502') return [];
    // Once for each statement, where it starts.
    if (siblings.find(({ kind }) => LONG.some((long) => long === kind)) !== op) return [];
    const work = workOf(op, stepEffects, before);
    if (work === undefined) return [];
    const held = session.locks
      .filter((lock) => outlasts(lock, stepEffects, before))
      .toSorted((a, b) => LOCKS.indexOf(b.lock) - LOCKS.indexOf(a.lock));
    const [worst] = held;
    if (worst === undefined) return [];
    const message = work.isData ? 'data' : 'work';
    const data = {
      command: commandText(op),
      work: work.text,
      lock: worst.lock,
      table: relationText({ schema: worst.name.schema ?? '', name: worst.name.name }),
      line: lineOfLock(worst, { op, section, statement }),
      waits: whoWaits(blocksOf(worst.lock)),
    };
    // The first of a transaction stands for those that follow: splitting it there mends them all, or shows the next.
    const once = `${message} ${String(before.transaction)}`;
    const instead = { text: adviceOn(op, { siblings, session, section, statement, migration, held: worst }), sql: null };
    return [{ message, data, certain: work.certain, instead, once }];
  },
  checkSection({ judged }) {
    const said = new Set<number>();
    return judged.flatMap(({ op, effects, session, statement, reported }, operation) => {
      if (effects.fails?.certain === true || reported.includes('transaction-blocking')) return [];
      const held = session.locks.find(({ lock, kind }) => kind === 'table' && atLeast(blocksOf(lock), 'writes'));
      const next = effects.relations.find(
        ({ id, name, kind, blocks }) =>
          kind === 'table' &&
          atLeast(blocks, 'writes') &&
          !session.locks.some((each) => (each.relation === undefined ? each.name.name === name : each.relation === id)),
      );
      // Once for each transaction, which its first lock stands for.
      if (held === undefined || next === undefined || said.has(held.statement)) return [];
      const taker = judged.find((each) => each.statement.index === held.statement);
      if (taker === undefined) return [];
      said.add(held.statement);
      const data = {
        command: commandText(op),
        lock: next.lock,
        table: relationText(next),
        held: relationText({ schema: held.name.schema ?? '', name: held.name.name }),
        line: String(lineAt(statement, taker.op.span.start)),
      };
      const instead = { text: 'Give each table a migration of its own.', sql: null };
      return [{ operation, message: 'several-tables' as const, severity: 'warning' as const, data, instead }];
    });
  },
});

type Around = Pick<Subject<Operation['kind']>, 'siblings' | 'session' | 'section' | 'statement' | 'migration'> & {
  readonly held: HeldLock;
};

/** How lock and work come apart. */
function adviceOn(op: Operation, { siblings, session, section, statement, migration, held }: Around): string {
  if (held.statement === statement.index)
    return 'Take the lock in one statement and do this work in another, each in a transaction of its own: then nobody waits for the lock that is held here.';
  const dropped = predecessorOf(op, section);
  if (dropped !== undefined)
    return `Let ${dropped} stand until its successor does. ${SUCCESSION[op.kind] ?? ''} Then nobody waits for the lock that is held here.`;
  const followed = operationsAfter(op, section).some((each) => !siblings.includes(each) && each.kind !== 'transaction')
    ? ', and what follows it,'
    : '';
  const concurrently = op.kind === 'create-index' && !op.concurrently ? ', and build the index CONCURRENTLY there' : '';
  // The transaction is the tool's, which would not know that it has ended.
  const isRunners = session.transaction === 'file' && migration.layout !== 'plain' && migration.layout !== 'sections';
  const how = isRunners ? 'Move' : 'End the transaction before this statement, or move';
  return `${how} this statement${followed} into the next migration${concurrently}: then nobody waits for the lock that is held here.`;
}

const UNIQUE =
  'Build the unique index CONCURRENTLY under another name; then drop the old constraint and add the new one USING INDEX, both in one ALTER TABLE of the next migration.';
const CHECKED = 'Add that NOT VALID under another name, validate it in the next migration, and drop the old one after that.';
const SUCCESSION: { readonly [K in OperationKind]?: string } = {
  'add-foreign-key': CHECKED,
  'add-check': CHECKED,
  'add-unique': UNIQUE,
  'add-primary-key': UNIQUE,
};

/** The constraint of the same name, or on the same table where there is one only, that the section dropped to make room for this one. */
function predecessorOf(op: Operation, section: SectionView): string | undefined {
  if (!(op.kind in SUCCESSION) || !('table' in op) || op.table === undefined || !('name' in op)) return undefined;
  const table = nameText(op.table);
  const name = op.name ?? (op.kind === 'add-primary-key' ? `${op.table.name}_pkey` : undefined);
  return operationsBefore(op, section).flatMap((each) =>
    each.kind === 'drop-constraint' && nameText(each.table) === table && each.constraint === name ? [each.constraint] : [],
  )[0];
}

interface LongWork {
  readonly text: string;
  readonly isData: boolean;
  readonly certain: boolean;
}

const WORK_TEXT = {
  scan: (table: string) => `reads all rows of ${table}`,
  build: (table: string) => `builds an index of ${table}`,
  rewrite: (table: string) => `writes ${table} anew`,
};

/** What takes as long as a table is large. */
function workOf(op: Operation, effects: readonly Effect[], before: Catalog): LongWork | undefined {
  // Checking what was added unchecked in the same transaction has a rule of its own.
  if (
    op.kind === 'validate-constraint' &&
    before.table(op.table)?.constraints.some(({ name, transaction }) => name === op.constraint && transaction === before.transaction) ===
      true
  )
    return undefined;
  const table = 'table' in op && op.table !== undefined ? before.find(op.table) : undefined;
  // Nothing of others is read for a table that is new: a foreign key from it looks up no row.
  if (table !== undefined && before.isNew(table) && op.kind !== 'attach-partition') return undefined;
  const works = effects.filter(({ work, kind }) => work !== 'none' && kind !== 'index');
  const heavy = works.find(({ id }) => id === table?.id) ?? works[0];
  if (heavy !== undefined && heavy.work !== 'none')
    return { text: WORK_TEXT[heavy.work](relationText(heavy)), isData: false, certain: heavy.certain };
  switch (op.kind) {
    case 'update':
    case 'delete': {
      const reach = reachOf(op, before);
      return reach === 'few'
        ? undefined
        : {
            text: `${op.kind === 'update' ? 'changes' : 'deletes'} ${reach === 'all' ? 'all ' : ''}rows of ${nameText(op.table)}`,
            isData: true,
            certain: reach === 'all' || !picksRows(op),
          };
    }
    case 'merge':
      return ofQuery(op.query, `merges rows into ${nameText(op.table)}`, before, op.table.name);
    case 'insert':
      return op.source === 'select' ? ofQuery(op.query, `copies rows into ${nameText(op.table)}`, before, op.table.name) : undefined;
    case 'create-table':
      return op.as?.withData === true
        ? ofQuery(op.as.query, `fills ${nameText(op.table)} with the rows of its query`, before, op.table.name)
        : undefined;
    case 'create-matview':
      return op.withData ? ofQuery(op.query, `fills ${nameText(op.view)} with the rows of its query`, before, op.view.name) : undefined;
    default:
      return undefined;
  }
}

/** A constant that a column must equal may pick few rows, or all. */
const picksRows = (op: Update | Delete): boolean =>
  op.where?.partial.some(({ operator }) => operator === '=' || operator === 'in') === true;

/** Only what reads a table that has rows takes long; `INSERT … SELECT … WHERE NOT EXISTS` of the table itself does not. */
function ofQuery(query: Query, text: string, before: Catalog, into: string): LongWork | undefined {
  const full = query.reads.filter(({ relation }) => {
    const found = before.find(relation);
    return (
      relation.name !== into &&
      (found === undefined
        ? before.presence(relation) === 'unknown'
        : !before.isNew(found) && (found.kind === 'table' || found.kind === 'matview' || found.kind === 'view'))
    );
  });
  return full.length === 0 ? undefined : { text, isData: true, certain: query.unfiltered };
}

/** Somebody waits for this lock who would not wait for the statement's own. */
function outlasts({ relation, name, kind, lock }: HeldLock, own: readonly Effect[], before: Catalog): boolean {
  const blocks = blocksOf(lock);
  if (!atLeast(blocks, 'writes') || kind === 'index' || (kind === 'matview' && blocks === 'writes')) return false;
  const found = relation === undefined ? undefined : before.get(relation);
  // What this transaction dropped, nobody finds again.
  if (relation !== undefined && (found === undefined || before.isNew(found))) return false;
  const same = own.find((effect) => (relation === undefined ? effect.name === name.name : effect.id === relation));
  return same === undefined || !atLeast(same.blocks, blocks);
}
