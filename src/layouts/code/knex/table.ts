import { made, plainOf, type Text } from '../../../code/text.ts';
import { given, handle, nothing, text, type Call, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { dotted, identifier } from '../quote.ts';
import { createReader, joined, type Reader } from '../reader.ts';
import { checkSql, COLUMN_TYPES, compileColumn, defaultSql, nameOf, typeOf, typeSql, type Column } from './column.ts';
import { rawOf } from './raw.ts';
import { commandSql, foreignSql, type ForeignKey } from './command.ts';

/** What is done to a table beside its columns, in the order in which it is asked for. */
export type Command =
  | { readonly kind: 'foreign'; readonly key: ForeignKey }
  | { readonly kind: 'other'; readonly method: string; readonly call: Call; readonly column: string | undefined };

/** What a callback of `createTable` or `alterTable` asks for. */
interface Described {
  readonly columns: Column[];
  readonly commands: Command[];
  readonly checks: { readonly sql: string; readonly at: Value['at'] }[];
  comment: { readonly text: string; readonly at: Value['at'] } | undefined;
  inherits: string | undefined;
}

/** The object that the callback is given. */
function tableHandle(described: Described, isAlter: boolean, reader: Reader, at: Value['at']): Value {
  const self: Value = handle('table', at, {
    get: (name, place) => method(`table.${name}`, place, (call) => tableMethod(name, call)),
  });
  function tableMethod(name: string, call: Call): Value {
    if (COLUMN_TYPES.has(name)) {
      const column: Column = { at: call.at, type: typeOf(name), call, checks: [] };
      described.columns.push(column);
      return columnHandle(column, described, isAlter, reader);
    }
    switch (name) {
      case 'timestamps':
        addTimestamps(described, call, reader);
        return nothing(call.at);
      case 'comment':
        described.comment = { text: reader.string(call.args[0], call), at: call.at };
        return self;
      case 'inherits':
        described.inherits = reader.string(call.args[0], call);
        return self;
      case 'foreign': {
        const key: ForeignKey = { at: call.at, columns: reader.strings(call.args[0], call), name: reader.optional(call.args[1], call) };
        described.commands.push({ kind: 'foreign', key });
        return foreignHandle(key, reader, call.at);
      }
      case 'queryContext':
        return self;
      default:
        if (name === 'check' && !isAlter) {
          const label = reader.optional(call.args[2], call);
          described.checks.push({
            sql: `${label === undefined ? '' : `constraint ${label} `}check (${predicateOf(call, reader)})`,
            at: call.at,
          });
          return self;
        }
        described.commands.push({ kind: 'other', method: name, call, column: undefined });
        return self;
    }
  }
  return self;
}

const predicateOf = (call: Call, reader: Reader): string => {
  const raw = rawOf(call);
  if (raw.kind === 'handle' && raw.sql !== undefined) return plainOf(raw.sql);
  reader.fail(call.at, `what \`${call.name}\` is given is not known here`);
  return '';
};

/** The object that `table.string('x')` gives back: all its methods lead to it again. */
function columnHandle(column: Column, described: Described, isAlter: boolean, reader: Reader): Value {
  let key: ForeignKey | undefined;
  const self: Value = handle('column', column.at, {
    get: (name, place) =>
      method(name, place, (call) => {
        column.at = call.at;
        columnMethod(name, call);
        return self;
      }),
  });
  function columnMethod(name: string, call: Call): void {
    const [first] = call.args;
    switch (name) {
      case 'notNullable':
      case 'notNull':
        column.nullable = false;
        return;
      case 'nullable':
        column.nullable = reader.boolean(first, call) ?? true;
        return;
      case 'defaultTo':
      case 'default':
      case 'defaultsTo':
        column.default = { value: first, call };
        return;
      case 'comment':
        column.comment = reader.optional(first, call);
        return;
      case 'index':
      case 'primary':
      case 'unique':
        if (!column.type.endsWith('increments'))
          described.commands.push({ kind: 'other', method: name, call, column: nameOf(column, reader) });
        return;
      case 'references': {
        key = { at: call.at, columns: [nameOf(column, reader)], name: undefined };
        described.commands.push({ kind: 'foreign', key });
        refer(key, call, reader);
        return;
      }
      case 'inTable':
      case 'on':
      case 'onDelete':
      case 'onUpdate':
      case 'withKeyName':
      case 'deferrable':
        if (key === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
        else describeKey(key, name, call, reader);
        return;
      case 'alter': {
        const options = reader.options(first, call);
        column.alter = {
          nullable: reader.boolean(options.get('alterNullable'), call) ?? true,
          type: reader.boolean(options.get('alterType'), call) ?? true,
        };
        if (!isAlter) reader.fail(call.at, '`alter` is for `alterTable` alone');
        return;
      }
      // Of MySQL only.
      case 'unsigned':
      case 'first':
      case 'after':
      case 'collate':
      case 'queryContext':
        return;
      default: {
        const check = checkSql(column, name, call, reader);
        if (check === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
        else column.checks.push(check);
      }
    }
  }
  return self;
}

function foreignHandle(key: ForeignKey, reader: Reader, at: Value['at']): Value {
  const self: Value = handle('foreign', at, {
    get: (name, place) =>
      method(name, place, (call) => {
        if (name === 'references') refer(key, call, reader);
        else describeKey(key, name, call, reader);
        return self;
      }),
  });
  return self;
}

function refer(key: ForeignKey, call: Call, reader: Reader): void {
  const [to] = call.args;
  const names = reader.strings(to, call);
  const [table = '', column] = to?.kind === 'text' ? (names[0] ?? '').split('.') : [];
  if (column === undefined) key.references = names;
  else Object.assign(key, { table, references: [column] });
}

function describeKey(key: ForeignKey, name: string, call: Call, reader: Reader): void {
  const value = reader.string(call.args[0], call);
  if (name === 'inTable' || name === 'on') key.table = value;
  else if (name === 'onDelete') key.onDelete = value;
  else if (name === 'onUpdate') key.onUpdate = value;
  else if (name === 'withKeyName') key.name = value;
  else if (name === 'deferrable') key.deferrable = value;
  else reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
}

/** `table.timestamps(true, true)`: two columns at once. */
function addTimestamps(described: Described, call: Call, reader: Reader): void {
  const [first, second, third] = call.args;
  const options =
    first?.kind === 'record'
      ? first.entries
      : new Map([
          ['useTimestamps', first],
          ['defaultToNow', second],
          ['useCamelCase', third],
        ]);
  const isOn = (name: string): boolean => reader.boolean(options.get(name), call) === true;
  const type = isOn('useTimestamps') ? 'timestamp' : 'datetime';
  for (const name of isOn('useCamelCase') ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at']) {
    const column: Column = { at: call.at, type, call: { ...call, args: [text(made(name, call.at), call.at)] }, checks: [] };
    if (isOn('defaultToNow')) {
      column.nullable = false;
      column.default = { value: handle('now', call.at, { sql: made('CURRENT_TIMESTAMP', call.at) }), call };
    }
    described.columns.push(column);
  }
}

/** Goes through the callback and puts what it asks for into statements, in knex's order. */
export function tableStatements(
  how: 'create' | 'createIfNot' | 'createLike' | 'alter',
  names: { readonly table: string; readonly schema: string | undefined; readonly like?: string },
  callback: Value | undefined,
  call: Call,
): { readonly reader: Reader; readonly statements: readonly Text[] } {
  const reader = createReader(call.machine);
  const described: Described = { columns: [], commands: [], checks: [], comment: undefined, inherits: undefined };
  const isAlter = how === 'alter';
  if (callback?.kind === 'function') {
    const table = tableHandle(described, isAlter, reader, call.at);
    call.machine.invoke(callback, [table], call.at, table);
  } else if (how !== 'createLike')
    reader.fail(
      call.at,
      callback?.kind === 'unknown' && callback.why !== '' ? callback.why : 'what is done to the table is not written here',
    );

  const inSchema = (name: string): string => dotted(names.schema === undefined ? name : `${names.schema}.${name}`);
  const table = inSchema(names.table);
  const keys = described.commands.filter((command) => command.kind === 'other' && command.method === 'primary');
  const context = { sql: table, schema: names.schema, hasKey: keys.length > 0 };
  const added = described.columns.filter(({ alter }) => alter === undefined);
  const compiled = added.map((column) => compileColumn(column, context, reader));
  const statements: Text[] = compiled.flatMap(({ before }) => before);
  const { at } = call;

  if (isAlter) {
    const prefixed = compiled.map(({ sql }, i) => [
      ...made(i === 0 ? `alter table ${table} add column ` : 'add column ', added[i]?.at ?? at),
      ...sql,
    ]);
    if (prefixed.length > 0) statements.push(joined(prefixed, ', ', at));
    for (const column of described.columns) if (column.alter !== undefined) statements.push(...alterColumn(column, context, reader));
  } else {
    const key = keys[0];
    const pieces = [
      ...compiled.map(({ sql }) => sql),
      ...(key?.kind === 'other' ? [made(primaryKey(key, names.table, reader), key.call.at)] : []),
      ...described.checks.map(({ sql, at: place }) => made(sql, place)),
    ];
    const head = `create table ${how === 'createIfNot' ? 'if not exists ' : ''}${table} (`;
    const like = how === 'createLike' ? made(`like ${inSchema(names.like ?? '')} including all${pieces.length > 0 ? ', ' : ''}`, at) : [];
    const tail = `)${described.inherits === undefined ? '' : ` inherits (${dotted(described.inherits)})`}`;
    statements.push([...made(head, at), ...like, ...joined(pieces, ', ', at), ...made(tail, at)]);
    if (described.comment !== undefined)
      statements.push(made(`comment on table ${table} is '${described.comment.text}'`, described.comment.at));
  }
  statements.push(...compiled.flatMap(({ after }) => after));
  let checks = 0;
  for (const command of described.commands) {
    if (command.kind === 'foreign') statements.push(...foreignSql(command.key, table, names.table));
    else if (isAlter || command.method !== 'primary') {
      if (command.method === 'check' && given(command.call.args[2]) === undefined) checks++;
      statements.push(...commandSql(command, { sql: table, name: names.table, schema: names.schema, checks, isAlter }, reader));
    }
  }
  if (isAlter && described.comment !== undefined)
    statements.push(made(`comment on table ${table} is '${described.comment.text}'`, described.comment.at));
  return { reader, statements };
}

function primaryKey({ call, column }: Extract<Command, { kind: 'other' }>, table: string, reader: Reader): string {
  const columns = column === undefined ? reader.strings(call.args[0], call) : [column];
  const second = call.args[column === undefined ? 1 : 0];
  const options = second?.kind === 'record' ? reader.options(second, call) : undefined;
  const name = reader.optional(options === undefined ? second : options.get('constraintName'), call);
  const deferrable = reader.optional(options?.get('deferrable'), call);
  const constraint = dotted(name ?? `${table}_pkey`);
  return `constraint ${constraint} primary key (${columns.map(dotted).join(', ')})${deferrable === undefined ? '' : ` deferrable initially ${deferrable}`}`;
}

/** `.alter()`: one statement for each property. */
function alterColumn(
  column: Column,
  table: { readonly sql: string; readonly schema: string | undefined; readonly hasKey: boolean },
  reader: Reader,
): Text[] {
  const { alter, at } = column;
  const name = identifier(nameOf(column, reader));
  const { sql: type, before } = typeSql(column, table.schema, table.hasKey, reader);
  const change = (what: string): Text => made(`alter table ${table.sql} alter column ${name} ${what}`, at);
  const cast = column.type === 'enu' ? '::text::' : '::';
  return [
    ...before.map((each) => made(each, at)),
    change('drop default'),
    ...(alter?.nullable === true ? [change('drop not null')] : []),
    ...(alter?.type === true ? [change(`type ${type} using (${name}${cast}${type})`)] : []),
    ...(column.default === undefined ? [] : [change(`set default ${defaultSql(column.default, column.type, reader)}`)]),
    ...(alter?.nullable === true && column.nullable === false ? [change('set not null')] : []),
  ];
}
