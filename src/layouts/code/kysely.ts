import { made, type Text } from '../../code/text.ts';
import { handle, nothing, record, type Call, type Value } from '../../code/value.ts';
import { codeLayout } from './code-layout.ts';
import { NOWHERE, object, send, sqlOf } from './members.ts';

/** A piece of SQL that is sent by `execute`. */
const piece = (call: Call, sql: Text): Value =>
  handle(call.name, call.at, {
    sql,
    get: (name, at) =>
      name === 'execute'
        ? handle(`${call.name}.execute`, at, {
            call(own) {
              own.machine.emit(sql);
              return nothing(own.at);
            },
          })
        : name === 'as' || name === '$castTo' || name === 'withPlugin'
          ? handle(name, at, { call: () => piece(call, sql) })
          : undefined,
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
  get: (name, at) =>
    name === 'raw' || name === 'lit'
      ? handle(`sql.${name}`, at, {
          call(call) {
            const sql = call.args[0] === undefined ? undefined : sqlOf(call.args[0]);
            return sql === undefined ? (call.args[0] ?? nothing(call.at)) : piece(call, sql);
          },
        })
      : undefined,
});

const db = (): Value => object('db', NOWHERE, { executeQuery: (call) => send(call.args[0], call) });

export const kysely = codeLayout({
  name: 'kysely',
  open: () => ({
    modules: (module) => (module === 'kysely' ? record([['sql', sqlTag]], NOWHERE, true) : undefined),
    argumentsOf: () => [db()],
    inTransaction: () => true,
  }),
});
