import { made, type Text } from '../../code/text.ts';
import { handle, nothing, record, type Call, type Machine, type Value } from '../../code/value.ts';
import { codeLayout } from './code-layout.ts';
import { knexHandle } from './knex/knex.ts';
import { rawOf } from './knex/raw.ts';
import { fragment, harmless, method, NOWHERE, send } from './members.ts';

/** Who sets `transactional: false` for all migrations; a migration of its own says so by `isTransactional()`. */
const NOT_TRANSACTIONAL = /\bmigrations\s*:\s*\{[^}]*\btransactional\s*:\s*false\b/;

/** What both packages give out for pieces of SQL: `raw('…', [values])` and the tag `sql`, whose values become parameters. */
const PIECES = record(
  [
    ['raw', method('raw', NOWHERE, rawOf)],
    [
      'sql',
      handle('sql', NOWHERE, {
        tag: (call, strings) => {
          const unknown = call.args.find(({ kind }) => kind === 'unknown');
          return (
            unknown ??
            fragment(
              'sql',
              call,
              strings.flatMap((string, i): Text => [...string, ...holeOf(call.args[i], i)]),
            )
          );
        },
      }),
    ],
  ],
  NOWHERE,
  true,
);

const holeOf = (hole: Value | undefined, index: number): Text =>
  hole === undefined ? [] : hole.kind === 'handle' && hole.sql !== undefined ? hole.sql : made(`$${index + 1}`, hole.at);

/** Source: MikroORM 6 and 7, @mikro-orm/migrations, Migration.js and MigrationRunner.js */
export const mikroOrm = codeLayout({
  name: 'mikro-orm',
  settings: /^mikro-orm(?:\.[\w-]+)?\.config\.[cm]?[jt]s$/,
  open({ settings }) {
    let isTransactional: boolean | undefined;
    /** `addSql` notes what is sent when `up` has ended; `execute` sends at once. */
    let waiting: (() => void)[] = [];
    const addSql = (call: Call): Value => {
      waiting.push(() => void sendOrSettle(call.args[0], call));
      return nothing(call.at);
    };
    const execute = (call: Call): Value => sendOrSettle(call.args[0]?.kind === 'text' ? rawOf(call) : call.args[0], call);
    return {
      modules: (module) => (/^@mikro-orm\/(?!migrations\b)/.test(module) ? PIECES : undefined),
      argumentsOf(_direction, members, machine) {
        isTransactional = answerOf(members.get('isTransactional'), machine);
        waiting = [];
        return [];
      },
      finish: () => {
        for (const sendNow of waiting) sendNow();
      },
      inherited: new Map<string, Value>([
        ['addSql', method('this.addSql', NOWHERE, addSql)],
        ['execute', method('this.execute', NOWHERE, execute)],
        ['getKnex', method('this.getKnex', NOWHERE, () => knexHandle('knex', true))],
        ['reset', method('this.reset', NOWHERE, harmless)],
        ['driver', handle('this.driver', NOWHERE, {})],
      ]),
      inTransaction: () => isTransactional ?? !NOT_TRANSACTIONAL.test(settings),
    };
  },
});

/** A string or a piece of SQL; of a query of knex's what it sends when it is waited for. */
function sendOrSettle(value: Value | undefined, call: Call): Value {
  if (value?.kind === 'handle' && value.settle !== undefined) value.settle();
  else send(value, call);
  return nothing(call.at);
}

/** What `isTransactional()` gives back, where it says so outright. */
function answerOf(asked: Value | undefined, machine: Machine): boolean | undefined {
  const answer = asked?.kind === 'function' ? machine.invoke(asked, [], asked.at) : undefined;
  return answer?.kind === 'plain' && typeof answer.value === 'boolean' ? answer.value : undefined;
}
