import { made, type Text } from '../../../code/text.ts';
import { handle, nothing, record, type Call, type Value } from '../../../code/value.ts';
import { codeLayout } from '../code-layout.ts';
import { harmless, method, NOWHERE, send, sqlOf } from '../members.ts';
import { dotted, identifier, literal } from '../quote.ts';
import { createReader } from '../reader.ts';
import { readQuery, writeQuery } from './query.ts';
import { schemaModule } from './schema.ts';

/** A piece of SQL that `execute` sends. */
const piece = (call: Call, sql: Text): Value =>
  handle(call.name, call.at, {
    sql,
    get(name, at) {
      if (name === 'execute')
        return method(`${call.name}.execute`, at, (own) => {
          own.machine.emit(sql);
          return nothing(own.at);
        });
      if (name === 'compile') return method(name, at, (own) => handle('compiled', own.at, { sql }));
      return /^(?:as|\$castTo|\$notNull|withPlugin|toOperationNode)$/.test(name) ? method(name, at, () => piece(call, sql)) : undefined;
    },
  });

/** kysely's `sql`: pieces of SQL are put in, values become parameters. */
const sqlTag = handle('sql', NOWHERE, {
  tag(call, strings) {
    const parts: Text[] = [];
    let count = 0;
    for (const [i, string] of strings.entries()) {
      parts.push(string);
      const hole = call.args[i];
      if (hole === undefined) continue;
      if (hole.kind === 'unknown') return hole;
      parts.push(hole.kind === 'handle' && hole.sql !== undefined ? hole.sql : made(`$${++count}`, hole.at));
    }
    return piece(call, parts.flat());
  },
  get(name, at) {
    if (name === 'raw') return method('sql.raw', at, (call) => fromText(call, (text) => text));
    if (name === 'ref' || name === 'table')
      return method(`sql.${name}`, at, (call) => fromText(call, (text) => made(dotted(text.map((part) => part.text).join('')), call.at)));
    if (name === 'id') return method('sql.id', at, (call) => idOf(call));
    if (name === 'lit') return method('sql.lit', at, (call) => literalOf(call));
    if (name === 'val' || name === 'value') return method(`sql.${name}`, at, (call) => piece(call, made('$1', call.at)));
    if (name === 'join') return method('sql.join', at, (call) => joinOf(call));
    return undefined;
  },
});

function fromText(call: Call, write: (text: Text) => Text): Value {
  const [first] = call.args;
  const sql = first === undefined ? undefined : sqlOf(first);
  return sql === undefined ? (first ?? nothing(call.at)) : piece(call, write(sql));
}

function idOf(call: Call): Value {
  const reader = createReader(call.machine);
  const names = call.args.map((arg) => identifier(reader.string(arg, call)));
  return reader.problem === undefined ? piece(call, made(names.join('.'), call.at)) : (call.args[0] ?? nothing(call.at));
}

function literalOf(call: Call): Value {
  const [first] = call.args;
  const written = first === undefined ? undefined : literal(first);
  return written === undefined ? (first ?? nothing(call.at)) : piece(call, made(written, call.at));
}

function joinOf(call: Call): Value {
  const [items, separator] = call.args;
  const between = separator === undefined ? ', ' : (sqlOf(separator) ?? []).map((part) => part.text).join('');
  if (items?.kind !== 'list') return items ?? nothing(call.at);
  return piece(
    call,
    items.items.flatMap((item, i) => [
      ...(i === 0 ? [] : made(between, call.at)),
      ...((item.kind === 'handle' ? item.sql : undefined) ?? made('$1', item.at)),
    ]),
  );
}

/** `db`, or a transaction of it: migrations run in one already. */
function database(name: string, at: Value['at'], schema?: string): Value {
  return handle(name, at, {
    get(member, place) {
      if (member === 'schema') return schemaModule(place, schema);
      if (member === 'fn' || member === 'dynamic' || member === 'introspection') return record([], place, true);
      const own = (call: (call: Call) => Value): Value => method(`${name}.${member}`, place, call);
      switch (member) {
        case 'insertInto':
        case 'updateTable':
        case 'deleteFrom':
          return own((call) => writeQuery(member, call, schema));
        case 'selectFrom':
        case 'selectNoFrom':
        case 'with':
          return own(readQuery);
        case 'withSchema':
          return own((call) => database(name, call.at, createReader(call.machine).optional(call.args[0], call)));
        case 'withPlugin':
        case 'withoutPlugins':
        case 'withTables':
          return own((call) => database(name, call.at, schema));
        case 'executeQuery':
          return own((call) => send(call.args[0], call));
        case 'transaction':
        case 'connection':
          return own((call) => within(call, schema));
        case 'destroy':
          return own(harmless);
        default:
          return undefined;
      }
    },
  });
}

/** `db.transaction().execute(async (trx) => …)`. */
const within = (begun: Call, schema: string | undefined): Value => {
  const self: Value = handle(begun.name, begun.at, {
    get: (member, place) =>
      method(member, place, (call) => {
        const [work] = call.args;
        if (member !== 'execute' || work === undefined) return self;
        call.machine.settle(call.machine.invoke(work, [database('trx', call.at, schema)], call.at));
        return nothing(call.at);
      }),
  });
  return self;
};

const compiledQuery = handle('CompiledQuery', NOWHERE, {
  get: (name, at) => (name === 'raw' ? method('CompiledQuery.raw', at, (call) => fromText(call, (text) => text)) : undefined),
});

/** All pending migrations run in one transaction, unless whoever runs them says `disableTransactions`. */
export const kysely = codeLayout({
  name: 'kysely',
  settings: /^(?:kysely\.config|.*migrat(?:e|or|ions?))\.[cm]?[jt]s$/i,
  open: ({ settings }) => ({
    modules: (module) =>
      module === 'kysely'
        ? record(
            [
              ['sql', sqlTag],
              ['CompiledQuery', compiledQuery],
            ],
            NOWHERE,
            true,
          )
        : undefined,
    argumentsOf: () => [database('db', NOWHERE)],
    inTransaction: () => !/\bdisableTransactions\s*:\s*true\b/.test(settings),
  }),
});
