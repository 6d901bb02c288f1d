import { made } from '../../../code/text.ts';
import { handle, nothing, plain, record, text, type Call, type Value } from '../../../code/value.ts';
import { codeLayout } from '../code-layout.ts';
import { fragment, harmless, method, NOWHERE, object } from '../members.ts';
import { dotted } from '../quote.ts';
import { createReader } from '../reader.ts';
import { queryBuilder } from './query.ts';
import { rawOf } from './raw.ts';
import { schemaBuilder } from './schema.ts';

const reference = (call: Call): Value => {
  const reader = createReader(call.machine);
  const name = reader.string(call.args[0], call);
  return reader.problem === undefined
    ? handle(call.name, call.at, { sql: made(dotted(name), call.at) })
    : (call.args[0] ?? nothing(call.at));
};

const now = (call: Call): Value => {
  const precision = createReader(call.machine).number(call.args[0], call);
  return fragment(call.name, call, made(`CURRENT_TIMESTAMP${precision === undefined ? '' : `(${precision})`}`, call.at));
};

/** `knex`, or a transaction of it. `within`: a transaction is open already, so that another is a savepoint in it. */
export function knexHandle(name: string, within: boolean): Value {
  const transaction = (call: Call): Value => {
    const [work] = call.args;
    const say = (sql: string): void => {
      if (!within) call.machine.emit(made(sql, call.at));
    };
    say('begin');
    if (work?.kind !== 'function') return knexHandle('trx', true);
    call.machine.settle(call.machine.invoke(work, [knexHandle('trx', true)], call.at));
    say('commit');
    return nothing(call.at);
  };
  const end =
    (sql: string) =>
    (call: Call): Value => {
      if (name === 'trx') call.machine.emit(made(sql, call.at));
      return nothing(call.at);
    };
  const own = object(
    name,
    NOWHERE,
    {
      raw: rawOf,
      ref: reference,
      transaction,
      destroy: harmless,
      commit: end('commit'),
      rollback: harmless,
      queryBuilder: (call) => queryBuilder(call.name, undefined, call),
    },
    {
      schema: (at) => schemaBuilder(`${name}.schema`, at),
      client: (at) => record([['config', record([['client', text(made('pg', at), at)]], at, true)]], at, true),
      fn: (at) => object(`${name}.fn`, at, { now, uuid: (call) => fragment(call.name, call, made('gen_random_uuid()', call.at)) }),
      isTransaction: (at) => plain(true, at),
    },
  );
  if (own.kind !== 'handle') return own;
  const { get } = own;
  return {
    ...own,
    call: (call) => queryBuilder(call.name, call.args[0], call),
    get: (member, at) => get?.(member, at) ?? method(`${name}.${member}`, at, (call) => queryBuilder(name, undefined, call, member)),
  };
}

/** `exports.config = { transaction: false }`, or `disableTransactions` for all in the knexfile. */
export const knex = codeLayout({
  name: 'knex',
  open: ({ settings }) => {
    const without = /\bdisableTransactions\s*:\s*true\b/.test(settings);
    const isWrapped = (members: ReadonlyMap<string, Value>): boolean => {
      const config = members.get('config');
      const wanted = config?.kind === 'record' ? config.entries.get('transaction') : undefined;
      return wanted?.kind === 'plain' && typeof wanted.value === 'boolean' ? wanted.value : !without;
    };
    return {
      modules: (module) => (module === 'knex' ? record([['knex', knexHandle('knex', true)]], NOWHERE, true) : undefined),
      argumentsOf: (_direction, members) => [knexHandle('knex', isWrapped(members))],
      inTransaction: isWrapped,
    };
  },
  settings: /^knexfile\.[cm]?[jt]s$/,
});
