import type { Catalog, TypeEntry } from '../model/catalog.ts';
import { quoteIdentifier, quoteName, typeText, type Name } from '../model/name.ts';
import type { AddColumn, ColumnDefinition, Operation } from '../model/operation.ts';
import type { Target } from '../model/target.ts';
import { literalSql, LOCK_TIMEOUT } from './wording.ts';

// What several rules propose, so that the same advice is given in the same words.

/** Parts of a recipe, each a migration of its own. */
export const inOrder = (...steps: readonly string[]): string => steps.join('\n-- and in the next file:\n');

/** Statements that lock something for a moment only: bounded, so that nobody queues behind them for long. */
export const briefly = (...statements: readonly string[]): string => [LOCK_TIMEOUT, ...statements].join('\n');

/** `ALTER TABLE t …;` */
export const alter = (table: Name, clause: string): string => `ALTER TABLE ${quoteName(table)} ${clause};`;

export const columnList = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

/** The longest identifier that the server keeps, in bytes. */
const LONGEST = 63;

/** The name that the server would choose: `orders_user_id_fkey`. Source: makeObjectName() in src/backend/commands/indexcmds.c. */
export function chosenName(table: Name, columns: readonly string[], suffix: string): string {
  let first = table.name;
  let second = columns.join('_');
  const join = (): string => [first, second, suffix].filter((part) => part !== '').join('_');
  while (join().length > LONGEST && first.length + second.length > 2) {
    if (first.length > second.length) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return join();
}

/** The same where that is taken: the server counts on behind it. Names of constraints and of relations must both be free. */
export function freeName(table: Name, columns: readonly string[], suffix: string, before: Catalog): string {
  const known = before.table(table);
  const isTaken = (name: string): boolean =>
    known?.constraints.some((each) => each.name === name) === true ||
    before.find({ schema: known?.schema ?? table.schema, name }) !== undefined;
  let name = chosenName(table, columns, suffix);
  for (let count = 1; isTaken(name); count++) name = chosenName(table, columns, `${suffix}${count}`);
  return name;
}

/** Name, type and collation of a column. */
export function bareColumn(definition: ColumnDefinition): string {
  const collation = definition.collation === undefined ? '' : ` COLLATE ${quoteName(definition.collation)}`;
  return `${quoteIdentifier(definition.name)} ${typeText({ ...definition.type, serial: false })}${collation}`;
}

/** What stands at the end of a migration that leaves rows to be filled. */
export const BACKFILL = '-- Then fill the existing rows in batches, outside of the migration.';

/**
 * Statements that add a column without touching a row: a default that is no plain constant is set for new rows only,
 * numbers come from a sequence, and NOT NULL is kept only where every row has a value at once.
 */
export function addedAsItCan(
  { table, definition, ifNotExists }: Pick<AddColumn, 'table' | 'definition' | 'ifNotExists'>,
  target: Target,
): readonly string[] {
  const add = `ADD COLUMN ${ifNotExists ? 'IF NOT EXISTS ' : ''}${bareColumn(definition)}`;
  const column = quoteIdentifier(definition.name);
  if (definition.type.serial || definition.identity !== undefined) {
    const sequence = { schema: table.schema, name: chosenName(table, [definition.name], 'seq') };
    const type = definition.type.name === 'int8' ? '' : ` AS ${typeText({ ...definition.type, serial: false })}`;
    return [
      `CREATE SEQUENCE ${quoteName(sequence)}${type};`,
      alter(table, add),
      alter(table, `ALTER COLUMN ${column} SET DEFAULT nextval(${literalSql(quoteName(sequence))})`),
      `ALTER SEQUENCE ${quoteName(sequence)} OWNED BY ${quoteName(table)}.${column};`,
      BACKFILL,
    ];
  }
  const value = definition.default;
  if (value === undefined) return [alter(table, add)];
  const constant = value.form === 'literal' && target.version[0] >= 11;
  if (constant) return [alter(table, `${add} DEFAULT ${value.text}${definition.notNull ? ' NOT NULL' : ''}`)];
  return [alter(table, add), alter(table, `ALTER COLUMN ${column} SET DEFAULT ${value.text}`), BACKFILL];
}

/** What the same statement does before it can add a constraint: drops of others, and columns that the constraint is on. */
export const addedFirst = (table: Name, columns: readonly string[], siblings: readonly Operation[], target: Target): readonly string[] => [
  ...siblings.flatMap((each) =>
    each.kind === 'drop-constraint'
      ? [alter(table, `DROP CONSTRAINT ${each.constraintIfExists ? 'IF EXISTS ' : ''}${quoteIdentifier(each.constraint)}`)]
      : [],
  ),
  ...siblings.flatMap((each) => (each.kind === 'add-column' && columns.includes(each.column) ? addedAsItCan(each, target) : [])),
];

/** A constraint that existing rows are not checked for at once: added in one migration, checked in the next while reads and writes go on. */
export const addedThenValidated = (table: Name, name: string, definition: string, first: readonly string[] = []): readonly string[] => [
  briefly(...first, alter(table, `ADD CONSTRAINT ${quoteIdentifier(name)} ${definition} NOT VALID`)),
  alter(table, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`),
];

/**
 * Columns made NOT NULL without a scan under a strong lock, as migrations that follow each other.
 * 18 has NOT NULL … NOT VALID; 12 to 17 accept a validated CHECK as proof; before 12 the CHECK has to stay in its place.
 */
export function provenNotNull(table: Name, columns: readonly string[], target: Target): readonly string[] {
  const [version] = target.version;
  const names = columns.map((column) => ({
    column: quoteIdentifier(column),
    name: quoteIdentifier(chosenName(table, [column], 'not_null')),
  }));
  const added = briefly(
    ...names.map(({ column, name }) =>
      alter(table, `ADD CONSTRAINT ${name} ${version >= 18 ? `NOT NULL ${column}` : `CHECK (${column} IS NOT NULL)`} NOT VALID`),
    ),
  );
  const validated = names.map(({ name }) => alter(table, `VALIDATE CONSTRAINT ${name}`)).join('\n');
  if (version >= 18 || version < 12) return [added, validated];
  const swapped = briefly(
    ...names.map(({ column }) => alter(table, `ALTER COLUMN ${column} SET NOT NULL`)),
    ...names.map(({ name }) => alter(table, `DROP CONSTRAINT ${name}`)),
  );
  return [added, validated, swapped];
}

/**
 * The checks of a domain as constraints of a table, added NOT VALID and validated in a file of their own.
 * undefined: they can't be told, or not be carried over by their text.
 */
export function domainChecks(table: Name, column: string, domain: TypeEntry, first: readonly string[]): readonly string[] | undefined {
  if (domain.checks.length === 0 || domain.checks.some((check) => /[\\$"]/.test(check.expression.text))) return undefined;
  const checks = domain.checks.map((check, index) => ({
    name: quoteIdentifier(chosenName(table, [column], index === 0 ? 'check' : `check${index}`)),
    // within a literal VALUE is text
    text: check.expression.text.replaceAll(/('(?:[^']|'')*')|\bvalue\b/gi, (_, literal?: string) => literal ?? quoteIdentifier(column)),
  }));
  return [
    briefly(...first, ...checks.map(({ name, text }) => alter(table, `ADD CONSTRAINT ${name} CHECK (${text}) NOT VALID`))),
    checks.map(({ name }) => alter(table, `VALIDATE CONSTRAINT ${name}`)).join('\n'),
  ];
}

/** An expression on one line, and not longer than a reader wants. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** What an index constraint keeps of DEFERRABLE INITIALLY DEFERRED, as written. */
export function deferrableSql({ deferrable }: { readonly deferrable: boolean }, clause: string): string {
  if (!deferrable) return '';
  return /\binitially\s+deferred\b/i.test(clause) ? ' DEFERRABLE INITIALLY DEFERRED' : ' DEFERRABLE';
}
