import { handle, nothing, plain, record, text, type Call, type Value } from '../../code/value.ts';
import { made } from '../../code/text.ts';
import { codeLayout } from './code-layout.ts';
import { fragment, harmless, NOWHERE, object, send, sqlOf } from './members.ts';

/** `knex`, or a transaction of it. */
function knexHandle(name: string): Value {
  const raw = (call: Call): Value => {
    const sql = call.args[0] === undefined ? undefined : sqlOf(call.args[0]);
    return sql === undefined ? handle(call.name, call.at, { settle: () => void send(call.args[0], call) }) : fragment(call.name, call, sql);
  };
  const transaction = (call: Call): Value => {
    const [work] = call.args;
    if (work !== undefined) call.machine.settle(call.machine.invoke(work, [knexHandle('trx')], call.at));
    return nothing(call.at);
  };
  const own = object(
    name,
    NOWHERE,
    { raw, transaction, destroy: harmless },
    {
      schema: (at) => object(`${name}.schema`, at, { raw, hasTable: harmless, hasColumn: harmless }),
      client: (at) => record([['config', record([['client', text(made('pg', at), at)]], at)]], at, true),
      fn: (at) => object(`${name}.fn`, at, { now: (call) => fragment(call.name, call, made('CURRENT_TIMESTAMP', call.at)) }),
      isTransaction: (at) => plain(true, at),
    },
  );
  return own;
}

export const knex = codeLayout({
  name: 'knex',
  open: () => ({
    modules: () => undefined,
    argumentsOf: () => [knexHandle('knex')],
    inTransaction(members) {
      const config = members.get('config');
      const wanted = config?.kind === 'record' ? config.entries.get('transaction') : undefined;
      return !(wanted?.kind === 'plain' && wanted.value === false);
    },
  }),
});
