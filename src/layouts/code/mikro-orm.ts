import { handle, type Call, type Machine, type Value } from '../../code/value.ts';
import { codeLayout } from './code-layout.ts';
import { harmless, method, NOWHERE, send } from './members.ts';

/** `addSql` of a string; of a query of knex's what it is as SQL. */
const addSql = (name: string): Value => method(`this.${name}`, NOWHERE, (call: Call): Value => send(call.args[0], call));

const NAMES = ['addSql', 'execute'];

/** Who sets `transactional: false` for all migrations; a migration of its own says so by `isTransactional()`. */
const NOT_TRANSACTIONAL = /\bmigrations\s*:\s*\{[^}]*\btransactional\s*:\s*false\b/;

/** Source: MikroORM 6, @mikro-orm/migrations, Migration.ts and MigrationRunner.ts */
export const mikroOrm = codeLayout({
  name: 'mikro-orm',
  settings: /^mikro-orm(?:\.[\w-]+)?\.config\.[cm]?[jt]s$/,
  open({ settings }) {
    let isTransactional: boolean | undefined;
    return {
      modules: () => undefined,
      argumentsOf(_direction, members, machine) {
        isTransactional = answerOf(members.get('isTransactional'), machine);
        return [];
      },
      inherited: new Map<string, Value>([
        ...NAMES.map((name): [string, Value] => [name, addSql(name)]),
        ['reset', method('this.reset', NOWHERE, harmless)],
        ['driver', handle('this.driver', NOWHERE, {})],
      ]),
      inTransaction: () => isTransactional ?? !NOT_TRANSACTIONAL.test(settings),
    };
  },
});

/** What `isTransactional()` gives back, where it says so outright. */
function answerOf(asked: Value | undefined, machine: Machine): boolean | undefined {
  const answer = asked?.kind === 'function' ? machine.invoke(asked, [], asked.at) : undefined;
  return answer?.kind === 'plain' && typeof answer.value === 'boolean' ? answer.value : undefined;
}
