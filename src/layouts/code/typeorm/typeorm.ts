import { made } from '../../../code/text.ts';
import { handle, nothing, plain, record, text, type Call, type Value } from '../../../code/value.ts';
import { codeLayout } from '../code-layout.ts';
import { dataOf } from '../data.ts';
import { harmless, method, NOWHERE, object, send } from '../members.ts';
import { createReader, placedLines, sendBuilt } from '../reader.ts';
import { OPERATIONS } from './operations.ts';

const say =
  (sql: string) =>
  ({ machine, at }: Call): Value => {
    machine.emit(made(sql, at));
    return nothing(at);
  };

/** `new Table({ … })`, `new TableColumn({ … })`: what they are given is what they are. */
const described = (name: string): Value =>
  handle(name, NOWHERE, {
    construct: ({ args: [given], at }) => (given === undefined ? nothing(at) : { ...given, at: given.kind === 'record' ? given.at : at }),
  });
const CLASSES = ['Table', 'TableColumn', 'TableIndex', 'TableForeignKey', 'TableUnique', 'TableCheck', 'TableExclusion', 'View'];

const LOOKS = new Set([
  'hasTable',
  'hasColumn',
  'hasSchema',
  'hasDatabase',
  'getTable',
  'getTables',
  'getView',
  'getViews',
  'getSchemas',
  'getCurrentSchema',
  'getCurrentDatabase',
  'connect',
  'release',
  'stream',
  'rollbackTransaction',
  'clearSqlMemory',
  'createDatabase',
]);

function operation(name: string, call: Call, uuid: string): Value {
  const reader = createReader(call.machine);
  const write = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (write === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
  const written =
    write?.(
      call.args.map((arg) => dataOf(arg, call, reader)),
      uuid,
    ) ?? [];
  if (typeof written === 'string') reader.fail(call.at, written);
  const statements = typeof written === 'string' ? [] : written;
  sendBuilt(
    call.machine,
    reader,
    statements.map((each) => placedLines(each, call.at, columnsByName(call.args[0]))),
  );
  return nothing(call.at);
}

/** Columns of a `new Table({ columns: […] })` by their names, so that each stands for its own place. */
function columnsByName(table: Value | undefined): Value | undefined {
  const columns = table?.kind === 'record' ? table.entries.get('columns') : undefined;
  if (table === undefined || columns?.kind !== 'list') return undefined;
  return record(
    columns.items.flatMap((column): [string, Value][] => {
      const name = column.kind === 'record' ? column.entries.get('name') : undefined;
      return name?.kind === 'text' ? [[name.text.map((part) => part.text).join(''), column]] : [];
    }),
    table.at,
  );
}

/** What a migration is given. `uuid`: what makes one on the server. */
function queryRunner(uuid: string): Value {
  const query = (call: Call): Value => send(call.args[0], call);
  const postgres = (at: Value['at']): Value => record([['type', text(made('postgres', at), at)]], at, true);
  const connection = (at: Value['at']): Value =>
    record(
      [
        ['options', postgres(at)],
        ['driver', record([['options', postgres(at)]], at, true)],
      ],
      at,
      true,
    );
  const own = object(
    'queryRunner',
    NOWHERE,
    { query, startTransaction: say('BEGIN'), commitTransaction: say('COMMIT') },
    {
      manager: (at) => object('queryRunner.manager', at, { query }),
      connection,
      dataSource: connection,
      isTransactionActive: (at) => plain(true, at),
    },
  );
  if (own.kind !== 'handle') return own;
  return {
    ...own,
    get: (name, at) =>
      own.get?.(name, at) ?? method(`queryRunner.${name}`, at, LOOKS.has(name) ? harmless : (call) => operation(name, call, uuid)),
  };
}

/** The mode of the data source: `all` (one transaction for all) where nothing is said, `each`, `none`. A migration says so with `transaction = false`. */
const MODE = /\bmigrationsTransactionMode['"]?\s*:\s*['"](all|each|none)['"]/;

export const typeorm = codeLayout({
  name: 'typeorm',
  settings: /^(?:.*data-?source.*|ormconfig|typeorm.*config.*|.*typeorm.*)\.(?:[cm]?[jt]s|json)$/i,
  open: ({ settings }) => {
    const mode = MODE.exec(settings)?.[1] ?? 'all';
    return {
      modules: (module) =>
        module === 'typeorm'
          ? record(
              CLASSES.map((name) => [name, described(name)] as const),
              NOWHERE,
              true,
            )
          : undefined,
      argumentsOf: () => [
        queryRunner(/\buuidExtension\s*:\s*['"]pgcrypto['"]/.test(settings) ? 'gen_random_uuid()' : 'uuid_generate_v4()'),
      ],
      inTransaction(members) {
        const own = members.get('transaction');
        return own?.kind === 'plain' && typeof own.value === 'boolean' ? own.value : mode !== 'none';
      },
      misread(members) {
        const own = members.get('transaction');
        if (own === undefined || mode !== 'all' || !/\bDataSource\b|\bmigrations\b/.test(settings)) return undefined;
        return {
          at: own.at,
          text: 'TypeORM refuses to run migrations at all while one of them says this and all run in one transaction, which is its default.',
          why: 'It stops with ForbiddenTransactionModeOverrideError before it runs anything.',
          instead: "Set `migrationsTransactionMode: 'each'` on the data source, or run them with `--transaction each`.",
        };
      },
    };
  },
  versionOf(className) {
    const digits = /(\d{13})$/.exec(className)?.[1];
    return digits === undefined ? undefined : { numbers: [digits], text: digits };
  },
});
