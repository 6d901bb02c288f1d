import {
  addedAsItCan,
  briefly,
  defineRule,
  listed,
  nameText,
  operationsAfter,
  operationsBefore,
  quoteIdentifier,
  quoteName,
  typeText,
  type AddColumn,
  type Catalog,
  type DropColumn,
  type Operation,
  type RenameColumn,
  type Table,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-column-breaking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop a column only when nothing uses it any more.',
    why: 'While you deploy, the old version of the application still runs. Every query of it that names the column fails, and an ORM names all columns that it knows of. The data are gone for good. Constraints and indexes over several columns go with any one of them, without a word.',
    instead:
      'First deploy code that no longer knows the column. Then drop it in a later migration, and say why that is right: `-- sqlsafe-ignore drop-column-breaking: <reason>`, or `-- sqlsafe: phase contract` at the top of the file.',
    whenNot: 'No running code knows the column any more, ORM models included.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN'],
  },
  aliases: [
    'squawk:ban-drop-column',
    'pgfence:drop-column',
    'strong_migrations:remove_column',
    'pgls:banDropColumn',
    'migrationpilot:MP017',
    'pg-migration-lint:PGM009',
    'pg-migration-lint:PGM010',
    'pg-migration-lint:PGM011',
    'pg-migration-lint:PGM012',
    'atlas:DS103',
    'diesel-guard:DropColumnCheck',
    'pgsafe:drop-column',
  ],
  on: ['drop-column'],
  messages: {
    column: 'DROP COLUMN removes {table}.{column} and its data. Running code that still names it fails from then on.',
    replaced:
      'DROP COLUMN throws away all values of {table}.{column}, and the same migration adds it anew as {type}. Running code finds nothing of what it had stored there.',
    swapped:
      'DROP COLUMN removes {table}.{column} and its data, and {other} takes its name in the same migration: what was not copied there is lost, and so is what running code writes to the old column meanwhile.',
    'and-more':
      'DROP COLUMN removes {table}.{column} and its data, and with it, without a word, {lost}. Running code that still names the column fails from then on.',
  },
  examples: [
    {
      title: 'A column that may still be in use',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, nickname text);',
      bad: 'ALTER TABLE users DROP COLUMN nickname;',
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-column-breaking: no release since March reads or writes it\nALTER TABLE users DROP COLUMN nickname;",
    },
    {
      title: 'A column that comes back empty',
      dialect: 'postgresql',
      given: 'CREATE TABLE tokens (id bigint PRIMARY KEY, secret text);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE tokens DROP COLUMN secret, ADD COLUMN secret jsonb;",
      good: "SET lock_timeout = '2s';\nALTER TABLE tokens ADD COLUMN secret_new jsonb;",
    },
    {
      title: 'A column of a unique constraint over two columns',
      dialect: 'postgresql',
      given:
        'CREATE TABLE members (id bigint PRIMARY KEY, team_id bigint, user_id bigint, CONSTRAINT members_once UNIQUE (team_id, user_id));',
      bad: 'ALTER TABLE members DROP COLUMN team_id;',
      good: {
        none: 'If the guarantee is still wanted, make a constraint without the column first: a unique index CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.',
      },
    },
  ],
  check({ op, effects, before, siblings, section, target }) {
    if (effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    if (op.columnIfExists && table?.complete === true && !table.columns.some(({ name }) => name === op.column)) return [];
    const isFresh = operationsBefore(op, section).some(
      (each) => each.kind === 'add-column' && each.column === op.column && each.table.name === op.table.name,
    );
    if (isFresh) return [];
    const lost = table === undefined ? [] : lostWith(op.column, table, before, target.version[0]);
    const data = { table: nameText(op.table), column: op.column };
    const after = successorOf(op, [...siblings, ...operationsAfter(op, section)]);
    if (after?.kind === 'add-column')
      return [{ message: 'replaced', data: { ...data, type: typeText(after.definition.type) }, instead: beside(op, after, target) }];
    const instead = {
      text: 'Deploy code that no longer knows the column, and drop it in a later migration that says why that is right.',
      sql: briefly(
        `-- sqlsafe-ignore drop-column-breaking: <why nothing uses it any more>\nALTER TABLE ${quoteName(op.table)} DROP COLUMN ${op.columnIfExists ? 'IF EXISTS ' : ''}${quoteIdentifier(op.column)};`,
      ),
    };
    if (after?.kind === 'rename-column') {
      const text = `See that ${after.column} holds all that is still needed, and that the code has been writing to both. Then drop ${op.column} with a word why that is right.`;
      return [{ message: 'swapped', data: { ...data, other: after.column }, instead: { ...instead, text } }];
    }
    return [
      lost.length === 0 ? { message: 'column', data, instead } : { message: 'and-more', data: { ...data, lost: listed(lost) }, instead },
    ];
  },
});

/** What has the column's name when the section has run. */
const successorOf = (op: DropColumn, later: readonly Operation[]): AddColumn | RenameColumn | undefined =>
  later.find(
    (each): each is AddColumn | RenameColumn =>
      ((each.kind === 'add-column' && each.column === op.column) || (each.kind === 'rename-column' && each.to === op.column)) &&
      nameText(each.table) === nameText(op.table),
  );

/** The new column under another name, so that the old values can be copied. */
function beside(op: DropColumn, added: AddColumn, target: Target): { readonly text: string; readonly sql: string } {
  const name = `${op.column}_new`;
  const { definition, ifNotExists } = added;
  return {
    text: `Add it beside the old one as ${name}, write to both, copy the old values in batches, read from ${name}, and drop ${op.column} in the end. If none of the values is needed, say so at the DROP COLUMN: -- sqlsafe-ignore drop-column-breaking: <why>`,
    sql: briefly(...addedAsItCan({ table: op.table, definition: { ...definition, name, notNull: false }, ifNotExists }, target)),
  };
}

const KINDS = {
  check: 'the CHECK',
  'foreign-key': 'the foreign key',
  unique: 'the unique constraint',
  'primary-key': 'the primary key',
  exclude: 'the exclusion constraint',
  'not-null': 'the NOT NULL',
} as const;

/** What is about other columns, too, and so is not expected to go. What is about this column alone is. */
function lostWith(column: string, table: Table, before: Catalog, version: number): readonly string[] {
  const constraints = table.constraints.filter(
    ({ kind, columns }) => columns.includes(column) && (kind === 'primary-key' || columns.length > 1),
  );
  const indexes = before.indexesOf(table.id).filter((index) => {
    const columns = new Set([
      ...index.keys.flatMap((key) => key.column ?? key.expression?.columns ?? []),
      ...index.include,
      ...(index.where?.columns ?? []),
    ]);
    return index.constraint === undefined && columns.has(column) && columns.size > 1;
  });
  // From 15 on the server refuses to drop what a generated column reads.
  const generated = version < 15 ? table.columns.filter((each) => each.generated?.columns.includes(column) === true) : [];
  return [
    ...constraints.map(({ kind, name }) => `${KINDS[kind]} ${name}`),
    ...indexes.map(({ name }) => `the index ${name}`),
    ...generated.map(({ name }) => `the generated column ${name}`),
  ];
}
