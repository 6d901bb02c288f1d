import { nothing, record, text, type Call, type Value } from '../../code/value.ts';
import { made } from '../../code/text.ts';
import { codeLayout } from './code-layout.ts';
import { harmless, NOWHERE, object, send } from './members.ts';

const say =
  (sql: string) =>
  ({ machine, at }: Call): Value => {
    machine.emit(made(sql, at));
    return nothing(at);
  };

/** https://typeorm.io: what a migration is given. */
const queryRunner = (): Value => {
  const query = (call: Call): Value => send(call.args[0], call);
  const connection = (at: Value['at']): Value =>
    record(
      [
        ['options', record([['type', text(made('postgres', at), at)]], at, true)],
        ['driver', record([['options', record([['type', text(made('postgres', at), at)]], at, true)]], at, true)],
      ],
      at,
      true,
    );
  return object(
    'queryRunner',
    NOWHERE,
    {
      query,
      startTransaction: say('BEGIN'),
      commitTransaction: say('COMMIT'),
      rollbackTransaction: harmless,
      hasTable: harmless,
      hasColumn: harmless,
      hasSchema: harmless,
      hasDatabase: harmless,
      getTable: harmless,
      getTables: harmless,
      getView: harmless,
      connect: harmless,
      release: harmless,
    },
    { manager: (at) => object('queryRunner.manager', at, { query }), connection, dataSource: connection },
  );
};

export const typeorm = codeLayout({
  name: 'typeorm',
  open: () => ({
    modules: () => undefined,
    argumentsOf: () => [queryRunner()],
    inTransaction(members) {
      const own = members.get('transaction');
      return !(own?.kind === 'plain' && own.value === false);
    },
  }),
  versionOf(className) {
    const digits = /(\d{13})$/.exec(className)?.[1];
    return digits === undefined ? undefined : { numbers: [digits], text: digits };
  },
});
