import { made, type Text } from '../../../code/text.ts';
import { entryOf, handle, nothing, record, text, type Call, type Value } from '../../../code/value.ts';
import { codeLayout } from '../code-layout.ts';
import { dataOf } from '../data.ts';
import { harmless, method, NOWHERE, object, send } from '../members.ts';
import { literal } from '../quote.ts';
import { asMessage, createReader, placedLines, sendBuilt } from '../reader.ts';
import { replaced } from '../substitute.ts';
import { OPERATIONS } from './operations.ts';
import { sequelizeModule } from './types.ts';

/** Work given to `sequelize.transaction`; without any, the transaction itself. */
function transaction(call: Call): Value {
  const work = call.args.findLast(({ kind }) => kind === 'function');
  const say = (sql: string, at: Value['at']): Value => {
    call.machine.emit(made(sql, at));
    return nothing(at);
  };
  say('BEGIN', call.at);
  if (work === undefined)
    return object('transaction', call.at, { commit: ({ at }) => say('COMMIT', at), rollback: harmless, afterCommit: harmless });
  call.machine.settle(call.machine.invoke(work, [nothing(call.at)], call.at));
  return say('COMMIT', call.at);
}

/** `sequelize.query(sql, { replacements })`. */
function query(call: Call): Value {
  const [given, options] = call.args;
  const sql = given?.kind === 'record' ? given.entries.get('query') : given;
  const replacements = entryOf(options, 'replacements');
  if (sql?.kind !== 'text' || replacements === undefined) return send(sql, call);
  const positions = replacements.kind === 'list' ? replacements.items : [];
  const names = replacements.kind === 'record' ? replacements.entries : new Map<string, Value>();
  let next = 0;
  let missing: Value | undefined;
  const filled: Text = replaced(sql.text, /\?|(?<!:):([a-zA-Z_]\w*)/g, ([mark, name]) => {
    const value = name === undefined ? positions[next++] : names.get(name);
    if (value === undefined) return mark;
    const items = value.kind === 'list' ? value.items : [value];
    const values = items.map(literal);
    if (values.includes(undefined)) missing ??= value;
    return values.join(', ');
  });
  if (missing !== undefined) return send(missing, call);
  call.machine.emit(filled);
  return nothing(call.at);
}

const sequelizeObject = (at: Value['at']): Value => {
  const own = object(
    'queryInterface.sequelize',
    at,
    { query, transaction, getDialect: ({ at: place }) => text(made('postgres', place), place), escape: harmless },
    {
      options: (place) => record([['dialect', text(made('postgres', place), place)]], place, true),
      config: (place) => record([], place, true),
    },
  );
  const module = sequelizeModule(at);
  return own.kind === 'handle' && module.kind === 'handle'
    ? { ...own, get: (name, place) => own.get?.(name, place) ?? module.get?.(name, place) }
    : own;
};

function operation(name: string, call: Call): Value {
  const reader = createReader(call.machine);
  const write = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (write === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
  // The last argument of many says how to run it: a transaction, a logger.
  const args = call.args.map((arg, i) => dataOf(i >= 2 || (i === 1 && name !== 'createTable') ? withoutRunning(arg) : arg, call, reader));
  const written = write?.(args);
  if (write !== undefined && written === undefined) reader.fail(call.at, `what \`${call.name}\` is given is not understood`);
  const statements = (written ?? []).map((each) => placedLines(each, call.at, call.args[1]));
  // Types of a new table are made by messages of their own; all else of a call is one.
  const table = name === 'createTable' ? (written ?? []).findIndex((each) => typeof each !== 'string') : 0;
  sendBuilt(call.machine, reader, [...statements.slice(0, table), ...asMessage(statements.slice(table), call.at)]);
  return nothing(call.at);
}

const RUNNING = new Set(['transaction', 'logging', 'benchmark', 'individualHooks']);
const withoutRunning = (value: Value): Value =>
  value.kind === 'record' && [...value.entries.keys()].some((name) => RUNNING.has(name))
    ? { ...value, entries: new Map([...value.entries].filter(([name]) => !RUNNING.has(name))) }
    : value;

const LOOKS = new Set([
  'describeTable',
  'showAllTables',
  'showAllSchemas',
  'tableExists',
  'showIndex',
  'showConstraint',
  'getForeignKeyReferencesForTable',
  'getForeignKeysForTables',
  'rawSelect',
  'select',
  'quoteIdentifier',
  'quoteTable',
  'databaseVersion',
]);

/** The interface itself, for sequelize-cli; also `{ context }` and a `Sequelize`, as umzug is often given them. */
const queryInterface = (name = 'queryInterface', at: Value['at'] = NOWHERE): Value =>
  handle(name, at, {
    get(member, place) {
      if (member === 'sequelize') return sequelizeObject(place);
      if (member === 'context' || member === 'queryInterface') return queryInterface('queryInterface', place);
      if (member === 'query' || member === 'transaction' || member === 'getDialect')
        return handle(member, place, {
          call: (call) =>
            member === 'query' ? query(call) : member === 'transaction' ? transaction(call) : text(made('postgres', call.at), call.at),
        });
      if (member === 'getQueryInterface') return method(member, place, () => queryInterface('queryInterface', place));
      if (member === 'queryGenerator' || member === 'QueryGenerator') return undefined;
      if (LOOKS.has(member)) return method(`${name}.${member}`, place, harmless);
      return method(`${name}.${member}`, place, (call) => operation(member, call));
    },
  });

export const sequelize = codeLayout({
  name: 'sequelize',
  open: () => ({
    modules: (module) => (/^(?:sequelize|@sequelize\/core)$/.test(module) ? sequelizeModule() : undefined),
    argumentsOf: () => [queryInterface(), sequelizeModule()],
    inTransaction: () => false,
  }),
});
