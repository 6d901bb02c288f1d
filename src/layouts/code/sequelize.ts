import { made } from '../../code/text.ts';
import { handle, nothing, text, type Call, type Value } from '../../code/value.ts';
import { codeLayout } from './code-layout.ts';
import { harmless, NOWHERE, object, send } from './members.ts';

/** Work given to `sequelize.transaction`. */
function transaction(call: Call): Value {
  const work = call.args.findLast(({ kind }) => kind === 'function');
  if (work === undefined) return object('transaction', call.at, { commit: harmless, rollback: harmless, afterCommit: harmless });
  call.machine.emit(made('BEGIN', call.at));
  call.machine.settle(call.machine.invoke(work, [nothing(call.at)], call.at));
  call.machine.emit(made('COMMIT', call.at));
  return nothing(call.at);
}

const sequelizeObject = (at: Value['at']): Value =>
  object('queryInterface.sequelize', at, {
    query: (call) => send(call.args[0], call),
    transaction,
    getDialect: ({ at: place }) => text(made('postgres', place), place),
    escape: harmless,
  });

const queryInterface = (): Value =>
  object(
    'queryInterface',
    NOWHERE,
    { describeTable: harmless, showAllTables: harmless, tableExists: harmless },
    { sequelize: sequelizeObject },
  );

export const sequelize = codeLayout({
  name: 'sequelize',
  open: () => ({
    modules: () => undefined,
    // sequelize-cli gives the interface itself, umzug a record with it as context.
    argumentsOf() {
      const own = queryInterface();
      return [both(own), nothing(NOWHERE)];
    },
    inTransaction: () => false,
  }),
});

/** Also `{ context: queryInterface }`, as umzug gives it. */
function both(own: Value): Value {
  if (own.kind !== 'handle') return own;
  const context = (at: Value['at']): Value => ({
    ...own,
    at,
    get: (name, place) => (name === 'getQueryInterface' ? handle('getQueryInterface', place, { call: () => own }) : own.get?.(name, place)),
  });
  return { ...own, get: (name, place) => (name === 'context' ? context(place) : own.get?.(name, place)) };
}
