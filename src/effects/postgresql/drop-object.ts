import type { Column, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import type { DropObject } from '../../model/operation.ts';
import { callsOf } from './calls-of.ts';
import { type Context, effects, failing, isTable, NOTHING, perhapsMissing, type Row, take, takeAll } from './context.ts';
import { statisticsNamed } from './attached.ts';
import { dropOneColumn } from './columns.ts';
import { dropRelations } from './drop.ts';
import { sameArgument } from './objects.ts';
import { SOURCE } from './source.ts';

// DROP of what is no relation itself, but that relations use. Source: https://www.postgresql.org/docs/current/ddl-depend.html

/** What uses a function: defaults, generated columns, indexes, checks, triggers, views. */
export const dropFunction: Row<'drop-function'> = (op, context) => {
  const { before } = context;
  const found: Effect[] = [];
  let fails: Failure | null = null;
  for (const { name, arguments: types } of op.functions) {
    const all = before.functions(name);
    const meant =
      types === undefined
        ? all
        : all.filter(
            (each) => each.arguments.length === types.length && each.arguments.every((type, index) => sameArgument(type, types[index])),
          );
    if (meant.length === 0) {
      if (!op.ifExists) fails ??= perhapsMissing('42883', `function ${nameText(name)} does not exist`, context);
      continue;
    }
    // With other functions of that name left, who uses which is not told apart.
    if (all.length > meant.length) continue;
    const used = usersOfFunction(name, context);
    const [first] = used;
    if (first !== undefined && !op.cascade)
      return failing('2BP01', `cannot drop function ${nameText(name)} because other objects depend on it: ${first.what}`);
    found.push(...used.flatMap((each) => each.effects));
  }
  return effects(found, fails);
};

interface Use {
  readonly what: string;
  readonly effects: readonly Effect[];
}
function usersOfFunction(name: Name, context: Context): readonly Use[] {
  const { before } = context;
  const is = (other: Name): boolean =>
    other.name === name.name && (other.schema === undefined || name.schema === undefined || other.schema === name.schema);
  const calls = (expression: { readonly calls: readonly { readonly name: Name }[] } | undefined): boolean =>
    expression !== undefined && expression.calls.length > 0 && expression.calls.some((call) => is(call.name));
  const locked = (...relations: readonly Relation[]): Effect[] => takeAll(relations, 'ACCESS EXCLUSIVE', SOURCE.dependencies);
  const uses: Use[] = [];
  for (const relation of before.relations()) {
    if (!callsOf(relation).has(name.name)) continue;
    if (relation.kind === 'view' || relation.kind === 'matview') {
      if (relation.functions.some(is))
        uses.push({ what: `view ${relation.name}`, effects: dropRelations([relation], true, context).relations });
    } else if (relation.kind === 'index') {
      const table = before.get(relation.table);
      if (table !== undefined && (calls(relation.where) || relation.keys.some((key) => calls(key.expression))))
        uses.push({ what: `index ${relation.name}`, effects: locked(table, relation) });
    } else if (isTable(relation)) {
      const column = relation.columns.find((each) => calls(each.default) || calls(each.generated?.expression));
      const trigger = relation.triggers.find((each) => is(each.function));
      const check = relation.constraints.find((each) => calls(each.expression));
      const what =
        column !== undefined
          ? `default value for column ${column.name} of table ${relation.name}`
          : trigger !== undefined
            ? `trigger ${trigger.name} on table ${relation.name}`
            : check === undefined
              ? undefined
              : `constraint ${check.name} on table ${relation.name}`;
      if (what !== undefined) uses.push({ what, effects: locked(relation) });
    }
  }
  return uses;
}

const refused = (what: string, name: Name): Effects =>
  failing('2BP01', `cannot drop ${what} ${nameText(name)} because other objects depend on it`);

export const dropObject: Row<'drop-object'> = (op, context) => {
  const found: Effect[] = [];
  let fails: Failure | null = null;
  for (const name of op.names) {
    const one = DROPS[op.what](op, name, context);
    if (one.fails?.certain === true) return one;
    fails ??= one.fails;
    found.push(...one.relations);
  }
  return effects(found, fails);
};

type Drop = (op: DropObject, name: Name, context: Context) => Effects;

const dropType: Drop = (op, name, context) => {
  const { before } = context;
  const type = before.type(name);
  const row = type === undefined ? before.find(name) : undefined;
  if (row !== undefined && isTable(row) && row.origin !== 'assumed')
    return failing('2BP01', `cannot drop type ${row.name} because table ${row.name} requires it`);
  if (type === undefined)
    return op.ifExists ? NOTHING : effects([], perhapsMissing('42704', `type "${nameText(name)}" does not exist`, context));
  if (op.what === 'domain' && type.form !== 'domain' && type.origin !== 'assumed')
    return failing('42809', `"${type.name}" is not a domain`);
  const columns = before.columnsOfType(type);
  const typed =
    type.form === 'composite'
      ? before.relations().filter((each) => isTable(each) && each.ofType !== undefined && before.type(each.ofType) === type)
      : [];
  if (columns.length + typed.length > 0 && !op.cascade) return refused(op.what, name);
  return effects([...withColumns(columns, context), ...dropRelations(typed, true, context).relations]);
};

/** CASCADE takes the columns, and what hangs on them. */
const withColumns = (columns: readonly { readonly table: Table; readonly column: Column }[], context: Context): Effect[] =>
  columns.flatMap(({ table, column }) => dropOneColumn(table, column.name, true, context).relations);

/** What the extensions that everybody uses bring with them. */
const BROUGHT: {
  readonly [extension: string]: {
    readonly types?: readonly string[];
    readonly operatorClasses?: readonly string[];
    readonly functions?: readonly string[];
  };
} = {
  citext: { types: ['citext'] },
  hstore: { types: ['hstore'] },
  ltree: { types: ['ltree', 'lquery'] },
  cube: { types: ['cube'] },
  postgis: { types: ['geometry', 'geography'] },
  vector: { types: ['vector', 'halfvec', 'sparsevec'] },
  pg_trgm: { operatorClasses: ['gin_trgm_ops', 'gist_trgm_ops'] },
  'uuid-ossp': { functions: ['uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v4', 'uuid_generate_v5'] },
  pgcrypto: { functions: ['gen_random_bytes', 'gen_salt', 'crypt', 'digest', 'hmac'] },
};

const dropExtension: Drop = (op, name, context) => {
  const { before } = context;
  const brought = BROUGHT[name.name];
  const installed = before.extensionInstalled(name.name);
  const absent = installed || op.ifExists ? null : perhapsMissing('42704', `extension "${name.name}" does not exist`, context);
  if (brought === undefined || !installed) return effects([], absent);
  const { types = [], operatorClasses = [], functions = [] } = brought;
  const tables = before.relations().filter(isTable);
  const columns = tables.flatMap((table) =>
    table.columns.filter((column) => types.includes(column.type?.name ?? '')).map((column) => ({ table, column })),
  );
  const defaults = tables.filter((table) =>
    table.columns.some((column) => column.default?.calls.some((call) => functions.includes(call.name.name)) === true),
  );
  const indexes = before
    .relations()
    .filter((each) => each.kind === 'index' && each.keys.some((key) => operatorClasses.includes(key.operatorClass ?? '')));
  if (columns.length + defaults.length + indexes.length > 0 && !op.cascade) return refused('extension', name);
  const holders = indexes.flatMap((index) => (index.kind === 'index' ? (before.get(index.table) ?? []) : []));
  return effects([
    ...withColumns(columns, context),
    ...takeAll([...defaults, ...indexes, ...holders], 'ACCESS EXCLUSIVE', SOURCE.dependencies),
  ]);
};

const dropSchema: Drop = (op, name, context) => {
  const inside = context.before
    .relations()
    .filter((each) => each.schema === name.name && each.kind !== 'index' && !(each.kind === 'sequence' && each.ownedBy !== undefined));
  if (inside.length === 0)
    return op.ifExists || context.before.schemaKnown(name.name)
      ? NOTHING
      : effects([], perhapsMissing('3F000', `schema "${name.name}" does not exist`, context));
  if (!op.cascade) return refused('schema', name);
  return effects(dropRelations(inside, true, context).relations);
};

const dropCollation: Drop = (op, name, { before }) => {
  const tables = before
    .relations()
    .filter((each): each is Table => isTable(each) && each.columns.some((column) => column.collation?.name === name.name));
  if (tables.length > 0 && !op.cascade) return refused('collation', name);
  const indexes = tables.flatMap((table) =>
    before
      .indexesOf(table.id)
      .filter((index) =>
        index.keys.some((key) => table.columns.some((column) => column.name === key.column && column.collation?.name === name.name)),
      ),
  );
  return effects(takeAll([...tables, ...indexes], 'ACCESS EXCLUSIVE', SOURCE.dependencies));
};

const dropStatistics: Drop = (op, name, context) => {
  const table = statisticsNamed(name, context);
  if (table === undefined && !op.ifExists)
    return effects([], perhapsMissing('42704', `statistics object "${nameText(name)}" does not exist`, context));
  return table === undefined ? NOTHING : effects([take(table, 'SHARE UPDATE EXCLUSIVE', SOURCE.createStatistics)]);
};

const untouched: Drop = () => NOTHING;

const DROPS = {
  type: dropType,
  domain: dropType,
  schema: dropSchema,
  collation: dropCollation,
  statistics: dropStatistics,
  extension: dropExtension,
  publication: (op, name, context) =>
    context.before.publicationTables(name.name) === undefined && !op.ifExists
      ? effects([], perhapsMissing('42704', `publication "${nameText(name)}" does not exist`, context))
      : NOTHING,
  server: untouched,
  owned: untouched,
  role: untouched,
  other: untouched,
} satisfies { readonly [W in DropObject['what']]: Drop };
