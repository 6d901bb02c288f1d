import { nameText, quoteName, type Name } from '../../model/name.ts';
import type { Insert, Operation, StepContext } from '../../model/operation.ts';
import { positionAt, rawOffset } from '../../model/position.ts';
import type { SectionRun, StatementRun } from '../../model/section-run.ts';
import { directiveBefore } from '../plan/directives.ts';
import { notSent, TO_CONNECTION } from '../plan/not-sent.ts';

/** Why a seed is not run. */
export interface Refusal {
  readonly file: string;
  /** 1-based; of the statement. */
  readonly line: number;
  /** What is wrong, a sentence. */
  readonly reason: string;
  /** What to write instead. */
  readonly instead: string;
  /** The table whose rows it would add again: its keys may tell more. */
  readonly table?: Name;
  readonly insert?: Insert;
  /** May somebody answer for it, in the file or in the command? What can't run within a transaction can't be allowed. */
  readonly allowable: boolean;
}

type Said = Pick<Refusal, 'reason' | 'instead' | 'allowable' | 'table' | 'insert'>;

/**
 * What only the database can tell: is there a key that the rows of an INSERT conflict on, does a function that is called write anything,
 * do rows of other tables go with those of one that is emptied?
 */
export type Question = { readonly file: string; readonly line: number } & (
  | { readonly about: 'key'; readonly insert: Insert }
  | { readonly about: 'function'; readonly name: Name }
  | { readonly about: 'referrers'; readonly table: Name }
);

export interface JudgedSeed {
  readonly refusals: readonly Refusal[];
  readonly questions: readonly Question[];
}

/** What the statements of a file before this one have done. Keys of tables as {@link keyOf} makes them. */
interface Before {
  /** Tables that hold nothing but what this file puts into them. */
  readonly emptied: Set<string>;
  readonly temporary: Set<string>;
}

/**
 * What keeps a file from being run again and again with the same rows in the end: each place, the reason, and what to write instead. Pure;
 * what is left for the database to answer is in `questions`.
 */
export function judgeSeed(run: SectionRun): JudgedSeed {
  const before: Before = { emptied: new Set(), temporary: new Set() };
  const { file } = run.section;
  // Of a dump of many thousand rows nobody looks for comments at each.
  const hasDirectives = file.text.includes('sqlsafe:');
  const refusals: Refusal[] = notSent(run).map((each) => ({ ...each, allowable: false }));
  const questions: Question[] = [];
  for (const each of run.statements) {
    const place = { file: file.path, line: positionAt(file.raw, rawOffset(file, each.statement.span.start)).line };
    const answeredFor = hasDirectives && (directiveBefore(run, each.statement, 'idempotent') ?? '') !== '';
    const said = judgeStatement(each, before).filter(({ allowable }) => !(allowable && answeredFor));
    refusals.push(...said.map((one) => ({ ...place, ...one })));
    if (said.length === 0 && !answeredFor) questions.push(...questionsOf(each, before).map((one) => ({ ...place, ...one })));
  }
  return { refusals: refusals.sort((a, b) => a.line - b.line), questions };
}

type Asked =
  | { readonly about: 'key'; readonly insert: Insert }
  | { readonly about: 'function'; readonly name: Name }
  | { readonly about: 'referrers'; readonly table: Name };

function questionsOf({ steps }: StatementRun, before: Before): readonly Asked[] {
  return steps.flatMap(({ operations, context }) =>
    operations.flatMap((op): readonly Asked[] => {
      if (op.kind === 'select' && (op.how === 'select' || op.how === 'explain-analyze'))
        return op.query.calls.map(({ name }) => ({ about: 'function', name }));
      if (op.kind === 'delete' && op.query.unfiltered && !op.limited && !before.temporary.has(keyOf(op.table)))
        return [{ about: 'referrers', table: op.table }];
      const isOpen =
        op.kind === 'insert' &&
        op.onConflict === 'nothing' &&
        op.conflictKey !== true &&
        op.onlyMissing !== true &&
        !holdsOwn(op.table, before);
      return isOpen && context?.conditional !== true ? [{ about: 'key', insert: op }] : [];
    }),
  );
}

function judgeStatement(each: StatementRun, before: Before): readonly Said[] {
  const { steps, alone, backfill, statement } = each;
  if (steps.some(({ operations }) => operations.some(({ kind }) => kind === 'transaction'))) return [OWN_TRANSACTION];
  if (backfill !== undefined) return [BATCHES];
  if (alone) return [ALONE];
  return steps.flatMap(({ operations, context }) => operations.flatMap((op) => judge(op, statement.text, context, before)));
}

const OWN_TRANSACTION: Said = {
  reason: 'This opens or ends a transaction, and the file is one already, with its row in the journal.',
  instead: 'Leave BEGIN, COMMIT and the like out.',
  allowable: false,
};
const BATCHES: Said = {
  reason: 'This is to run in batches, and a seed is one transaction.',
  instead: 'Put it into a migration, or take the backfill directive away.',
  allowable: false,
};
const ALONE: Said = {
  reason: "This can't run within a transaction, and a seed is one.",
  instead: 'Put it into a migration, or run it by hand.',
  allowable: false,
};
const SCHEMA: Said = {
  reason: 'This changes the schema.',
  instead: 'Put it into a migration; seeds are rows only (a temporary table may be made).',
  allowable: true,
};
const UNREAD: Said = {
  reason: 'Nobody can tell from the file what this does.',
  instead: 'Write the statement out, as INSERT … ON CONFLICT or the like.',
  allowable: true,
};

/** Of `users` and `public.users` it is most likely the same table. */
const keyOf = ({ schema, name }: Name): string => (schema === undefined || schema === 'public' ? name : `${schema}.${name}`);

/** Nothing is in it but what this file puts there. */
const holdsOwn = (table: Name, { emptied, temporary }: Before): boolean => emptied.has(keyOf(table)) || temporary.has(keyOf(table));

function judge(op: Operation, text: string, context: StepContext | undefined, before: Before): readonly Said[] {
  const isEmptied = (table: Name): boolean => holdsOwn(table, before);
  const always = context === undefined || !context.conditional;
  switch (op.kind) {
    case 'insert':
      return isEmptied(op.table) ? [] : judgeInsert(op, text, context);
    case 'copy':
      return judgeCopy(op, text, isEmptied);
    case 'update':
      if (isEmptied(op.table)) return [];
      if (op.countsOn !== undefined) return [counts(op.table, op.countsOn)];
      return op.query.calls.some(({ name }) => RANDOM.has(name.name))
        ? [
            {
              reason: `This UPDATE gives ${nameText(op.table)} other values each time it runs.`,
              instead: 'Write the values out.',
              allowable: true,
            },
          ]
        : [];
    case 'merge':
      return op.countsOn === undefined || isEmptied(op.table) ? [] : [counts(op.table, op.countsOn)];
    case 'delete':
      if (op.query.unfiltered && !op.limited && always) before.emptied.add(keyOf(op.table));
      return [];
    case 'truncate':
      if (op.cascade)
        return [
          {
            reason: 'TRUNCATE … CASCADE also empties every table that refers to this one, whoever filled it.',
            instead: `Name the tables: TRUNCATE ${op.tables.map(quoteName).join(', ')}, …`,
            allowable: true,
          },
        ];
      if (always) for (const table of op.tables) before.emptied.add(keyOf(table));
      return [];
    case 'create-table':
      if (op.persistence !== 'temporary' && op.table.schema !== 'pg_temp') return [SCHEMA];
      before.temporary.add(keyOf(op.table));
      return [];
    case 'drop-table':
      return op.tables.every((table) => before.temporary.has(keyOf(table))) ? [] : [SCHEMA];
    case 'create-index':
      return before.temporary.has(keyOf(op.table)) ? [] : [SCHEMA];
    case 'select':
      return judgeSelect(op);
    case 'alter-sequence':
      return RESTART.test(text) ? [] : [SCHEMA];
    case 'inert':
      return op.what === 'DO' || SESSION_ONLY.test(op.what) ? [] : [SCHEMA];
    case 'opaque':
      return [{ ...UNREAD, reason: `This is not understood: ${op.detail}.`, ...(op.hint === undefined ? {} : { instead: op.hint }) }];
    case 'call':
      return [{ ...UNREAD, reason: `What ${nameText(op.procedure)} does each time it is called is not known.` }];
    case 'dynamic':
      return [UNREAD];
    case 'set-setting':
    case 'lock-table':
    case 'analyze':
    case 'refresh-matview':
      return [];
    case 'create-function':
      return op.function.schema === 'pg_temp' ? [] : [SCHEMA];
    default:
      return [SCHEMA];
  }
}

const RANDOM = new Set(['random', 'gen_random_uuid', 'uuid_generate_v4', 'uuidv4', 'uuidv7', 'nextval', 'gen_random_bytes']);
const RESTART = /^\s*ALTER\s+SEQUENCE\s+(?:IF\s+EXISTS\s+)?\S+\s+RESTART(?:\s+(?:WITH\s+)?-?\d+)?\s*$/i;
const SESSION_ONLY = /^(?:SET|DISCARD|DEALLOCATE|LISTEN|UNLISTEN|NOTIFY|FETCH|CLOSE|SHOW)\b/;

const counts = (table: Name, column: string): Said => ({
  reason: `This computes ${column} of ${nameText(table)} from what it is, and so again each time.`,
  instead: `Write what ${column} shall be: a value, or one from elsewhere.`,
  allowable: true,
});

/** Conditions of a block that look whether something is there. */
const LOOKS = /\bEXISTS\b|\bNOT\s+FOUND\b|\bcount\s*\(|\bIS\s+NULL\b/i;
const CATCHES = new Set(['unique_violation', 'others']);

function judgeInsert(op: Insert, text: string, context: StepContext | undefined): readonly Said[] {
  const { table, onConflict, conflictColumns, columns, fresh = [], countsOn } = op;
  if (countsOn !== undefined) return [counts(table, countsOn)];
  if (op.onlyMissing === true) return [];
  if (context?.conditional === true && LOOKS.test(text)) return [];
  if (context?.guarded.some((condition) => CATCHES.has(condition.toLowerCase())) === true) return [];
  if (onConflict === undefined)
    return [
      {
        reason: `This INSERT adds its rows to ${nameText(table)} again each time it runs.`,
        instead: againInstead(op, undefined),
        allowable: true,
        table,
        insert: op,
      },
    ];
  const made = conflictColumns?.find((column) => (columns !== undefined && !columns.includes(column)) || fresh.includes(column));
  return made === undefined
    ? []
    : [
        {
          reason: `Nothing ever conflicts on ${made} of ${nameText(table)}: this INSERT leaves it to be made anew each time.`,
          instead: `Name a key whose values stand in the file, or write ${made} out.`,
          allowable: true,
          table,
          insert: op,
        },
      ];
}

/**
 * How to write an INSERT so that a second run adds nothing.
 * @param key columns of the table's key that the file gives; undefined: not known
 */
export function againInstead({ source }: Insert, key: readonly string[] | undefined): string {
  const columns = key === undefined ? '<key>' : key.join(', ');
  const conflict = `End it with ON CONFLICT (${columns}) DO NOTHING; or with DO UPDATE, by which rows also follow the file`;
  return source === 'select' ? `${conflict}; or select only WHERE NOT EXISTS (…).` : `${conflict}.`;
}

function judgeCopy(op: Extract<Operation, { kind: 'copy' }>, text: string, isEmptied: (table: Name) => boolean): readonly Said[] {
  // That is said already.
  if (TO_CONNECTION.test(text)) return [];
  if (op.program || !op.from || op.table === undefined) return [UNREAD];
  return isEmptied(op.table)
    ? []
    : [
        {
          reason: `This COPY adds its rows to ${nameText(op.table)} again each time it runs.`,
          instead: `TRUNCATE ${quoteName(op.table)} before it; or COPY into a temporary table, and from there INSERT … SELECT … ON CONFLICT.`,
          allowable: true,
        },
      ];
}

/** A query that only reads, or sets a sequence to what it should be. */
function judgeSelect({ query, how }: Extract<Operation, { kind: 'select' }>): readonly Said[] {
  if (how !== 'select' && how !== 'explain-analyze') return [];
  const counting = query.calls.find(({ name }) => name.name === 'nextval');
  return counting === undefined
    ? []
    : [
        {
          reason: 'This moves a sequence on each time it runs.',
          instead: "Set it to what it should be: SELECT setval('…', (SELECT max(id) FROM …));",
          allowable: true,
        },
      ];
}
