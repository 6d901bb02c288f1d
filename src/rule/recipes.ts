import type { Catalog, RelationId, Table } from '../model/catalog.ts';
import { heavierWork, strongerBlocks, strongerLock, type Effect } from '../model/effect.ts';
import { quoteIdentifier, quoteName, typeText, type Name } from '../model/name.ts';
import type { ColumnDefinition } from '../model/operation.ts';
import type { Target } from '../model/target.ts';
import { LOCK_TIMEOUT } from './wording.ts';

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

/** A column definition without what costs much: type, collation, and a default where one is given. */
export function columnSql(definition: ColumnDefinition, keep: { readonly default: boolean; readonly notNull: boolean }): string {
  const parts = [quoteIdentifier(definition.name), typeText({ ...definition.type, serial: false })];
  if (definition.collation !== undefined) parts.push(`COLLATE ${quoteName(definition.collation)}`);
  if (keep.default && definition.default !== undefined) parts.push(`DEFAULT ${definition.default.text}`);
  if (keep.notNull && definition.notNull) parts.push('NOT NULL');
  return parts.join(' ');
}

/** A constraint that existing rows are not checked for at once: added in one migration, checked in the next while reads and writes go on. */
export const addedThenValidated = (table: Name, name: string, definition: string): readonly string[] => [
  briefly(alter(table, `ADD CONSTRAINT ${quoteIdentifier(name)} ${definition} NOT VALID`)),
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
 * Is the effect on the relation of that name? By name and not by identity: a table that no file created has an identity
 * only from its first mention on, so that the effects of one statement need not agree on it.
 */
export function isOn(effect: Effect, before: Catalog, name: Name): boolean {
  const { schema, name: own } = before.find(name) ?? name;
  return effect.name === own && (schema === undefined || effect.schema === schema);
}

/**
 * All that an operation does to the table of that name and to its partitions and children, if others can see it:
 * the strongest lock and the heaviest work. undefined: nothing that others could notice.
 */
export function effectOn(effects: readonly Effect[], before: Catalog, name: Name): Effect | undefined {
  const table = before.table(name);
  const family = table === undefined ? undefined : descendants(table, before);
  const [first, ...others] = effects.filter(
    (effect) => isOn(effect, before, name) || (effect.id !== undefined && family?.has(effect.id) === true),
  );
  return first === undefined ? undefined : others.reduce(together, first);
}

function descendants(table: Table, before: Catalog, found: Set<RelationId> = new Set()): ReadonlySet<RelationId> {
  for (const child of [...before.partitionsOf(table.id), ...before.childrenOf(table.id)]) {
    if (found.has(child.id)) continue;
    found.add(child.id);
    descendants(child, before, found);
  }
  return found;
}

function together(a: Effect, b: Effect): Effect {
  const heavier = heavierWork(a.work, b.work) === a.work ? a : b;
  return { ...heavier, lock: strongerLock(a.lock, b.lock), blocks: strongerBlocks(a.blocks, b.blocks) };
}

/** An expression on one line, and not longer than a reader wants. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
